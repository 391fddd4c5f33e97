// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler asks for when a declare has failed. */
@Timeout(60)
class TransactionDeclareTest {

  @Test
  void aDeclareInTheFailureOfAnotherDoesNotKeepAClosedConnection() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onTransactionDeclareFailed(Event event) {
                failures.incrementAndGet();
                if (!event.connection().isClosed()) {
                  event.container().declareTransaction(event.connection());
                }
              }
            });
    container.start();
    Connection connection = container.connect("amqp://127.0.0.1:" + portOfNobody());
    container.declareTransaction(connection);

    connection.close();
    container.stop();

    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(container.failure()).isNull();
    assertThat(failures).hasPositiveValue();
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
