// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.STAYS_AWAY_MS;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** JMSContext, JMSProducer and JMSConsumer. Jakarta Messaging 3.1 chapters 2.8, 7 and 8. */
@Conformance
final class ContextTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  // Rule: a context starts its connection when the first consumer is made.
  @Rule("context.1")
  @Test
  void aContextSendsAndReceivesWithoutStart() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);

    context.createProducer().send(queue, "hello");

    assertThat(context.createConsumer(queue).receiveBody(String.class, COMES_MS))
        .isEqualTo("hello");
  }

  @Rule("context.1")
  @Test
  void withoutAutoStartNothingComesBeforeStart() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    context.setAutoStart(false);
    Queue queue = jms.queue(context);
    context.createProducer().send(queue, "waiting");
    JMSConsumer consumer = context.createConsumer(queue);

    assertThat(consumer.receive(STAYS_AWAY_MS)).isNull();
    context.start();

    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("waiting");
  }

  // Rule: what is set on the producer goes over what is set on the message.
  @Rule("context.2")
  @Test
  void theProducersSettingsGoWithEachMessage() throws Exception {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);
    TextMessage message = context.createTextMessage("x");
    message.setStringProperty("from", "the message");

    context
        .createProducer()
        .setPriority(8)
        .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
        .setJMSCorrelationID("c-1")
        .setJMSType("order")
        .setJMSReplyTo(queue)
        .setProperty("from", "the producer")
        .setProperty("count", 3)
        .send(queue, message);

    Message received = context.createConsumer(queue).receive(COMES_MS);
    assertThat(received.getJMSPriority()).isEqualTo(8);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(received.getJMSCorrelationID()).isEqualTo("c-1");
    assertThat(received.getJMSType()).isEqualTo("order");
    assertThat(received.getJMSReplyTo()).isEqualTo(queue);
    assertThat(received.getStringProperty("from")).isEqualTo("the producer");
    assertThat(received.getIntProperty("count")).isEqualTo(3);
  }

  @Rule("context.3")
  @Test
  void bodiesOfEveryKindAreSentAndReceivedDirectly() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);
    JMSConsumer consumer = context.createConsumer(queue);
    JMSProducer producer = context.createProducer();

    producer.send(queue, new byte[] {1, 2}).send(queue, Map.of("n", 1)).send(queue, 5L);

    assertThat(consumer.receiveBody(byte[].class, COMES_MS)).containsExactly(1, 2);
    assertThat((Object) consumer.receiveBody(Map.class, COMES_MS)).isEqualTo(Map.of("n", 1));
    assertThat(consumer.receiveBody(Long.class, COMES_MS)).isEqualTo(5L);
  }

  // Rule: in AUTO mode a body that does not fit is as if never received.
  @Rule("context.5")
  @Test
  void aBodyThatDoesNotFitStaysForTheNextReceive() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);
    context.createProducer().send(queue, "text");
    JMSConsumer consumer = context.createConsumer(queue);

    assertThatThrownBy(() -> consumer.receiveBody(Map.class, COMES_MS))
        .isInstanceOf(MessageFormatRuntimeException.class);

    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("text");
  }

  @Rule("context.7")
  @Test
  void aTransactedContextCommitsAndRollsBack() {
    JMSContext context = jms.context(JMSContext.SESSION_TRANSACTED);
    Queue queue = jms.queue(context);
    context.createProducer().send(queue, "dropped");
    context.rollback();
    context.createProducer().send(queue, "kept");
    context.commit();

    JMSConsumer consumer = context.createConsumer(queue);

    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("kept");
    context.rollback();
    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("kept");
    context.commit();
    assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
  }

  // Rule: contexts of one connection share it; it closes with the last of them.
  @Rule("context.8")
  @Test
  void aChildContextLivesOnWhenItsParentCloses() {
    JMSContext parent = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    JMSContext child = parent.createContext(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(parent);

    parent.close();

    child.createProducer().send(queue, "still here");
    assertThat(child.createConsumer(queue).receiveBody(String.class, COMES_MS))
        .isEqualTo("still here");
    child.close();
  }

  @Rule("context.9")
  @Test
  void aClosedContextRefuses() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);
    JMSProducer producer = context.createProducer();

    context.close();
    context.close();

    assertThatThrownBy(() -> producer.send(queue, "late"))
        .isInstanceOf(IllegalStateRuntimeException.class);
    assertThatThrownBy(() -> context.createConsumer(queue))
        .isInstanceOf(IllegalStateRuntimeException.class);
  }

  @Rule({"context.10", "exception.1"})
  @Test
  void wrongArgumentsHaveTheirRuntimeExceptions() {
    JMSContext context = jms.context(JMSContext.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(context);
    JMSProducer producer = context.createProducer();

    assertThatThrownBy(() -> producer.send(null, "x"))
        .isInstanceOf(InvalidDestinationRuntimeException.class);
    assertThatThrownBy(() -> producer.send(queue, (Message) null))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThatThrownBy(() -> producer.setPriority(10)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> context.createConsumer(queue, "n ="))
        .isInstanceOf(InvalidSelectorRuntimeException.class);
    assertThatThrownBy(() -> jms.factory().createContext(99))
        .isInstanceOf(JMSRuntimeException.class);
  }
}
