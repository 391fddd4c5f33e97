// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Sending to and receiving from a queue. Jakarta Messaging 3.1 chapters 4.1, 7 and 8. */
@Conformance
final class QueueTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("body.18")
  @Test
  void aTextMessageArrivesWithItsText() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);

    session.createProducer(queue).send(session.createTextMessage("grüße, 你好, \ud83d\udc34"));

    assertThat(text(session.createConsumer(queue))).isEqualTo("grüße, 你好, \ud83d\udc34");
  }

  @Rule("body.4")
  @Test
  void aBytesMessageArrivesWithItsBytes() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    BytesMessage sent = session.createBytesMessage();
    sent.writeBytes(new byte[] {0, 1, -1, 127, -128});

    session.createProducer(queue).send(sent);

    BytesMessage received = (BytesMessage) session.createConsumer(queue).receive(COMES_MS);
    assertThat(received.getBodyLength()).isEqualTo(5);
    assertThat(received.getBody(byte[].class)).containsExactly(0, 1, -1, 127, -128);
  }

  @Rule("send.12")
  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 100_000, 3_000_000})
  void aMessageOfAnySizeArrivesWhole(int size) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    String text = "0123456789".repeat(size / 10 + 1).substring(0, size);

    send(session, queue, text);

    assertThat(text(session.createConsumer(queue))).isEqualTo(text);
  }

  // Rule: messages of one session to one destination keep their order.
  @Rule("send.11")
  @Test
  void messagesOfOneProducerKeepTheirOrder() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    String[] texts = new String[500];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "m" + i;
    }

    send(session, queue, texts);

    assertThat(texts(session.createConsumer(queue), texts.length)).containsExactly(texts);
  }

  // Rule: a queue keeps a message until a consumer takes it, and gives it to one only.
  @Rule("receive.5")
  @Test
  void twoConsumersShareTheMessages() throws Exception {
    Session one = jms.session(Session.AUTO_ACKNOWLEDGE);
    Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(one);
    List<String> received = new CopyOnWriteArrayList<>();
    one.createConsumer(queue).setMessageListener(m -> received.add(body(m)));
    other.createConsumer(queue).setMessageListener(m -> received.add(body(m)));

    Session sender = jms.session(Session.AUTO_ACKNOWLEDGE);
    send(sender, queue, "a", "b", "c", "d", "e", "f");

    await().until(() -> received.size() >= 6);
    assertThat(received).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
  }

  // Rule: the sent message is a copy; the same object may be changed and sent again.
  @Rule("send.8")
  @Test
  void aMessageObjectMayBeChangedAndSentAgain() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    TextMessage message = session.createTextMessage("first");

    producer.send(message);
    message.setText("second");
    producer.send(message);

    assertThat(texts(session.createConsumer(queue), 2)).containsExactly("first", "second");
  }

  // Rule: a received message may be sent on unchanged, though it is read-only.
  @Rule("send.9")
  @Test
  void aReceivedMessageMayBeForwarded() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue first = jms.queueWith("on its way");
    Queue second = jms.queue(session);

    Message message = session.createConsumer(first).receive(COMES_MS);
    session.createProducer(second).send(message);

    assertThat(text(session.createConsumer(second))).isEqualTo("on its way");
  }

  // Rule: createProducer(null) makes a producer that is told the destination at each send.
  @Rule("send.10")
  @Test
  void aProducerWithoutDestinationSendsToAny() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue one = jms.queue(session);
    Queue other = jms.queue(session);
    MessageProducer producer = session.createProducer(null);

    producer.send(one, session.createTextMessage("to one"));
    producer.send(other, session.createTextMessage("to the other"));

    assertThat(text(session.createConsumer(one))).isEqualTo("to one");
    assertThat(text(session.createConsumer(other))).isEqualTo("to the other");
    assertThat(producer.getDestination()).isNull();
  }

  // Rule: a message whose time to live is over should not be received.
  @Rule("send.13")
  @Test
  void anExpiredMessageDoesNotArrive() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    producer.setTimeToLive(1);
    producer.send(session.createTextMessage("short-lived"));
    long sentAtNs = System.nanoTime();
    await().until(() -> System.nanoTime() - sentAtNs > 20_000_000);

    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: a message is not delivered before its delivery time.
  @Rule("send.14")
  @Test
  @Needs(Capability.DELAYED_DELIVERY)
  void aDelayedMessageArrivesNotBeforeItsTime() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    producer.setDeliveryDelay(300);

    long before = System.currentTimeMillis();
    producer.send(session.createTextMessage("later"));

    assertThat(text(session.createConsumer(queue))).isEqualTo("later");
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(before + 300);
  }

  private static String body(Message message) {
    try {
      return textOf(message);
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }
}
