// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import org.junit.jupiter.api.Test;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.testpeer.Hold;

/**
 * What a context makes unasked: it starts its connection with each consumer, and has one producer
 * for all that it sends (Jakarta Messaging 6.3.4).
 */
class ContextStartTest {

  @Test
  void aProducerThatTheBrokerHasEndedIsMadeAnewForTheNextMessage() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).accepts();
      Hold ended = broker.peer.hold();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:internal-error", "x").send();
      broker.peer.expectDetach();
      broker.sends(1).accepts();
      broker.peer.allowSurplus();

      try (JMSContext context = broker.factory("jms.closeTimeout=100").createContext()) {
        context.createProducer().send(new PostriderQueue("q"), "m1");
        ended.release();
        await().until(() -> !broker.reported.isEmpty());
        context.createProducer().send(new PostriderQueue("q"), "m2");

        broker.verify();
      }
    }
  }

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
