// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;

/** Who keeps a message until its delivery time: the broker as a whole, or one of its nodes. */
class DeliveryDelayTest {

  @Test
  void aLinkMayOfferWhatItsConnectionDoesNot() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().respond();
      broker.begins();
      broker
          .peer
          .expectAttach()
          .ofSender()
          .desiring("DELAYED_DELIVERY")
          .respondWith(attach -> attach.offering("DELAYED_DELIVERY"))
          .grantCredit(1);
      broker.peer.expectTransfer().respondAccepted();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      producer.setDeliveryDelay(1_000);
      producer.send(session.createMessage());

      broker.verify();
    }
  }

  @Test
  void whereNoneOffersItADelayIsRefusedAndNothingIsSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().respond();
      broker.begins().sends(1).peer.expectTransfer().respondAccepted();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      producer.setDeliveryDelay(1_000);
      assertThatThrownBy(() -> producer.send(session.createMessage()))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("DELAYED_DELIVERY");

      producer.setDeliveryDelay(0);
      producer.send(session.createMessage());
      broker.verify();
    }
  }
}
