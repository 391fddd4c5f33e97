// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Source;
import org.postrider.jms.destination.PostriderQueue;

/**
 * What becomes of consumers and scans where the next broker does not do what they ask for: rows of
 * docs/recovery.md.
 */
class RecoveryFilterTest {

  private static final Queue QUEUE = new PostriderQueue("q");
  private static final String SELECTOR = "a > 1";

  /** Expects SASL, the open of a broker whose word is known to count, and the begin. */
  private static void opensAndBegins(Broker broker) {
    broker.peer.expectSaslAnonymous();
    broker.peer.expectOpen().respondWith(open -> open.withProperty("product", "ActiveMQ"));
    broker.begins();
  }

  private static void grantsNoFilter(Broker broker) {
    broker
        .peer
        .expectAttach()
        .ofReceiver()
        .respondWith(attach -> attach.withSource(Source.of("q")));
    broker.peer.expectDetach().closed().respond();
  }

  private static void returnsWithoutFilter(Broker broker) {
    broker.peer.dropConnection().expectConnection();
    opensAndBegins(broker);
    grantsNoFilter(broker);
  }

  @Test
  void aConsumerWhoseSelectorTheNextBrokerDoesNotHeedIsAskedForOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      opensAndBegins(broker);
      broker.consumes();
      returnsWithoutFilter(broker);
      broker.peer.expectDisconnect().expectConnection();
      opensAndBegins(broker);
      broker.consumes().delivers("chosen").isAcknowledged();

      Connection connection = broker.connectRecovering();
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(QUEUE, SELECTOR);

      assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("chosen");
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aConsumerWhoseSelectorTheNextBrokerDoesNotHeedIsClosedAlone() throws Exception {
    try (Broker broker = new Broker()) {
      opensAndBegins(broker);
      broker.consumes();
      returnsWithoutFilter(broker);
      broker.consumes();

      Connection connection = broker.connectRecovering("jms.closeLinksThatFailOnReconnect=true");
      connection.start();
      Session session = connection.createSession();
      session.createConsumer(QUEUE, SELECTOR);

      await().until(() -> !broker.reported.isEmpty());
      assertThat(broker.reported)
          .allSatisfy(
              told ->
                  assertThat(told)
                      .isInstanceOf(InvalidSelectorException.class)
                      .hasMessageContaining("ActiveMQ"));
      session.createConsumer(QUEUE);
      broker.verify();
    }
  }

  @Test
  void aScanThatWouldTakeTheNextBrokersMessagesIsAskedForOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      opensAndBegins(broker);
      broker.consumes();
      returnsWithoutFilter(broker);
      broker.peer.expectDisconnect().expectConnection();
      opensAndBegins(broker);
      broker.consumes().peer.remoteTransfer().withText("m").settled().send().allowSurplus();

      Connection connection = broker.connectRecovering();
      connection.start();
      Enumeration<?> scan = connection.createSession().createBrowser(QUEUE).getEnumeration();

      assertThat(scan.hasMoreElements()).isTrue();
      broker.verify();
    }
  }
}
