// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.ConnectionRecovery;
import org.postrider.jms.options.ConnectionUri;

/** A machine without a thread for the event loop of a new connection. */
class ConnectShortageTest {

  @Test
  void aConnectionThatHasNoThreadIsRefusedAsJmsHasItAndLetGo() {
    OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
    ConnectionUri uri = ConnectionUri.parse("amqp://localhost");
    ConnectionRecovery recovery = mock(ConnectionRecovery.class);
    when(recovery.connect()).thenThrow(noThread);
    AmqpConnection amqp = mock(AmqpConnection.class);
    when(amqp.recovery()).thenReturn(recovery);
    when(amqp.terminate()).thenReturn(new CompletableFuture<>());
    PostriderConnection connection =
        new PostriderConnection(
            uri.options(), Domain.UNIFIED, new Listeners(null, null), events -> amqp);

    assertThatThrownBy(() -> Connections.connect(connection, uri))
        .isInstanceOf(JMSException.class)
        .hasMessageStartingWith("no thread could be started for the connection to ")
        .hasMessageEndingWith(": unable to create native thread")
        .hasCause(noThread);
    verify(amqp).terminate();
  }
}
