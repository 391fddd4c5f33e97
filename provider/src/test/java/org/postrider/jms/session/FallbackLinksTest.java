// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.jms.Latches;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.error.InDoubtException;
import org.postrider.testpeer.Hold;

/** Producers to any destination, where the broker has no anonymous relay. */
class FallbackLinksTest {

  private static final Destination A = new PostriderQueue("a");
  private static final Destination B = new PostriderQueue("b");
  private static final Destination C = new PostriderQueue("c");

  /** A broker without relay. */
  private static Broker begun() {
    Broker broker = new Broker();
    broker.peer.expectSaslAnonymous().expectOpen().respond();
    return broker.begins();
  }

  private static void attaches(Broker broker, String address) {
    broker.peer.expectAttach().ofSender().withTargetAddress(address).respond().grantCredit(10);
  }

  private static void takes(Broker broker, long handle) {
    broker.peer.expectTransfer().withHandle(handle).respondAccepted();
  }

  private static void detaches(Broker broker, long handle) {
    broker.peer.expectDetach().withHandle(handle).closed().respond();
  }

  /** Over whatever handle: the one before is free only when its detach is answered. */
  private static void takes(Broker broker) {
    broker.peer.expectTransfer().respondAccepted();
  }

  private static void detaches(Broker broker) {
    broker.peer.expectDetach().closed().respond();
  }

  private static void send(MessageProducer producer, Session session, Destination... to)
      throws JMSException {
    for (Destination each : to) {
      producer.send(each, session.createTextMessage("m"));
    }
  }

  @Test
  void theLastLinkIsKeptAndClosedBeforeTheNextOpens() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      takes(broker, 0);
      takes(broker, 0);
      detaches(broker, 0);
      attaches(broker, "b");
      takes(broker, 0);
      detaches(broker, 0);

      Session session = broker.connect().createSession();
      MessageProducer producer = session.createProducer(null);
      send(producer, session, A, A, B);
      producer.close();

      broker.verify();
    }
  }

  @Test
  void theLinkThatWasUsedLongestAgoMakesRoom() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      takes(broker, 0);
      attaches(broker, "b");
      takes(broker, 1);
      takes(broker, 0);
      detaches(broker, 1);
      attaches(broker, "c");
      takes(broker, 1);

      Session session = broker.connect("amqp.anonymousFallbackCacheSize=2").createSession();
      send(session.createProducer(null), session, A, B, A, C);

      broker.verify();
    }
  }

  @Test
  void withoutCacheALinkIsClosedAfterItsMessage() throws Exception {
    try (Broker broker = begun()) {
      for (int i = 0; i < 2; i++) {
        attaches(broker, "a");
        takes(broker);
        detaches(broker);
      }

      Session session = broker.connect("amqp.anonymousFallbackCacheSize=0").createSession();
      MessageProducer producer = session.createProducer(null);
      send(producer, session, A);
      broker.awaitFrames(Detach.class, 1);
      send(producer, session, A);

      broker.verify();
    }
  }

  @Test
  void anIdleLinkIsClosedAndOpenedAgainWhenItIsNeeded() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      takes(broker);
      detaches(broker);
      attaches(broker, "a");
      takes(broker);

      Session session = broker.connect("amqp.anonymousFallbackCacheTimeout=50").createSession();
      MessageProducer producer = session.createProducer(null);
      send(producer, session, A);
      broker.awaitFrames(Detach.class, 1);
      broker.peer.allowSurplus();
      send(producer, session, A);

      broker.verify();
    }
  }

  @Test
  void anErrorFailsThatSendOnly() throws Exception {
    try (Broker broker = begun()) {
      broker.peer.expectAttach().withTargetAddress("a").refuse("amqp:not-found", "no a");
      broker.peer.expectDetach();
      attaches(broker, "b");
      takes(broker, 0);

      Session session = broker.connect().createSession();
      MessageProducer producer = session.createProducer(null);
      assertThatThrownBy(() -> send(producer, session, A))
          .isInstanceOf(InvalidDestinationException.class)
          .hasMessageContaining("no a");
      send(producer, session, B);

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void whatIsOnItsWayKeepsItsLinkOpen() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      broker.peer.expectTransfer().withHandle(0).unsettled();
      attaches(broker, "b");
      takes(broker, 1);
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
      detaches(broker, 0);

      Session session = broker.connect().createSession();
      MessageProducer producer = session.createProducer(null);
      CountDownLatch done = new CountDownLatch(1);
      List<Exception> failures = new CopyOnWriteArrayList<>();
      producer.send(
          A,
          session.createTextMessage("m"),
          new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
              done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
              failures.add(exception);
            }
          });
      // It waits for credit, which a link for the other would overtake.
      broker.awaitFrames(Transfer.class, 1);
      broker.awaitFrames(Transfer.class, 1);
      send(producer, session, B);
      hold.release();
      Latches.await(done);

      broker.verify();
      assertThat(failures).isEmpty();
    }
  }

  /** Sends without waiting for the outcome. */
  private static void sendAsync(MessageProducer producer, Destination to, TextMessage message)
      throws JMSException {
    producer.send(to, message, DeliveryMode.NON_PERSISTENT, 4, 0);
  }

  private static void takes(Broker broker, long handle, String text) {
    Predicate<Binary> has = octets -> new String(octets.toByteArray(), UTF_8).contains(text);
    broker
        .peer
        .expectTransfer()
        .withHandle(handle)
        .withPayloadMatching(text, has)
        .respondAccepted();
  }

  @Test
  void aMessageDoesNotOvertakeWhatWaitsOverTheLinkThatMadeRoom() throws Exception {
    try (Broker broker = begun()) {
      broker.peer.expectAttach().ofSender().withTargetAddress("a").respond();
      attaches(broker, "b");
      takes(broker, 1);
      detaches(broker, 1);
      Hold hold = broker.peer.hold();
      broker.peer.remoteFlow().withHandle(0).withLinkCredit(10).send();
      takes(broker, 0, "first");
      takes(broker, 0, "second");
      takes(broker, 0, "third");
      // It is kept as any other.
      detaches(broker, 0);
      attaches(broker, "c");
      takes(broker);

      Session session = broker.connect().createSession();
      MessageProducer producer = session.createProducer(null);
      sendAsync(producer, A, session.createTextMessage("first"));
      send(producer, session, B);
      sendAsync(producer, A, session.createTextMessage("second"));
      hold.release();
      producer.send(A, session.createTextMessage("third"));
      send(producer, session, C);

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void withoutCacheAMessageGoesBehindWhatWaitsForItsDestination() throws Exception {
    try (Broker broker = begun()) {
      broker.peer.expectAttach().ofSender().withTargetAddress("a").respond();
      Hold hold = broker.peer.hold();
      broker.peer.remoteFlow().withHandle(0).withLinkCredit(10).send();
      takes(broker, 0, "first");
      takes(broker, 0, "second");
      detaches(broker);

      Session session = broker.connect("amqp.anonymousFallbackCacheSize=0").createSession();
      MessageProducer producer = session.createProducer(null);
      sendAsync(producer, A, session.createTextMessage("first"));
      sendAsync(producer, A, session.createTextMessage("second"));
      hold.release();

      broker.verify();
    }
  }

  @Test
  void aLinkThatTheBrokerClosedIsOpenedAnew() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      takes(broker, 0);
      broker.peer.remoteDetach().withHandle(0).closed().send().expectDetach();
      Hold hold = broker.peer.hold();
      attaches(broker, "a");
      takes(broker, 0);

      Session session = broker.connect().createSession();
      MessageProducer producer = session.createProducer(null);
      send(producer, session, A);
      broker.awaitFrames(Detach.class, 1);
      hold.release();
      send(producer, session, A);

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aSendOverALinkThatTheBrokerClosesIsToldOnce() throws Exception {
    try (Broker broker = begun()) {
      attaches(broker, "a");
      broker.peer.expectTransfer();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:internal-error", "x").send();
      broker.peer.expectDetach();
      broker.peer.allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=500");
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(null);
      assertThatThrownBy(() -> send(producer, session, A)).isInstanceOf(InDoubtException.class);
      connection.close();

      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aDelayNeedsTheLinksCapabilityWhereTheConnectionHasNone() throws Exception {
    try (Broker broker = begun()) {
      broker
          .peer
          .expectAttach()
          .desiring("DELAYED_DELIVERY")
          .respondWith(attach -> attach.offering("DELAYED_DELIVERY"))
          .grantCredit(10);
      takes(broker, 0);
      broker.peer.expectAttach().desiring("DELAYED_DELIVERY").respond();

      Session session = broker.connect().createSession();
      MessageProducer able = session.createProducer(A);
      able.setDeliveryDelay(1000);
      able.send(session.createTextMessage("m"));
      MessageProducer unable = session.createProducer(B);
      unable.setDeliveryDelay(1000);
      assertThatThrownBy(() -> unable.send(session.createTextMessage("m")))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("DELAYED_DELIVERY");

      broker.verify();
    }
  }
}
