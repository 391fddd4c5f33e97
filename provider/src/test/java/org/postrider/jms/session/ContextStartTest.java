// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import org.junit.jupiter.api.Test;
import org.postrider.jms.destination.PostriderQueue;

/** A context starts its connection with each consumer (Jakarta Messaging 6.3.4). */
class ContextStartTest {

  @Test
  void aConsumerWithWhichTheConnectionCannotBeStartedIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach().closed().respond();

      PostriderConnection connection = spy((PostriderConnection) broker.connect());
      doThrow(new JMSException("it cannot be started")).when(connection).start();
      JMSContext context =
          new PostriderContext(new SharedConnection(connection), JMSContext.AUTO_ACKNOWLEDGE);

      assertThatThrownBy(() -> context.createConsumer(new PostriderQueue("q")))
          .isInstanceOf(JMSRuntimeException.class)
          .hasMessage("it cannot be started");
      broker.verify();
    }
  }
}
