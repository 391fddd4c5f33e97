// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.COMES_MS;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** The rules of the simplified API that others do not have. Jakarta Messaging 3.1, Javadoc. */
@Conformance
final class ContextRulesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private JMSContext auto() {
    return jms.context(JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Rule({"context.4", "context.6"})
  @Test
  void aNullBodyIsAMessageWithoutBodyWhichReceiveBodyRefuses() throws Exception {
    JMSContext context = auto();
    Queue queue = jms.queue(context);
    JMSProducer producer = context.createProducer();
    JMSConsumer consumer = context.createConsumer(queue);

    producer
        .send(queue, (String) null)
        .send(queue, (byte[]) null)
        .send(queue, (Map<String, Object>) null)
        .send(queue, (Serializable) null)
        .send(queue, context.createMessage());

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> consumer.receiveBody(Object.class, COMES_MS))
          .isInstanceOf(MessageFormatRuntimeException.class);
      assertThat(consumer.receive(COMES_MS).getBody(Object.class)).isNull();
    }
  }

  @Rule("context.6")
  @Test
  void receiveBodyRefusesAStream() throws Exception {
    JMSContext context = auto();
    Queue queue = jms.queue(context);
    StreamMessage stream = context.createStreamMessage();
    stream.writeInt(1);
    context.createProducer().send(queue, stream);
    JMSConsumer consumer = context.createConsumer(queue);

    assertThatThrownBy(() -> consumer.receiveBody(Object.class, COMES_MS))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThat(consumer.receive(COMES_MS)).isInstanceOf(StreamMessage.class);
  }

  @Rule("context.5")
  @Test
  void aRefusedBodyComesUnmarkedAndFirst() throws Exception {
    JMSContext context = auto();
    Queue queue = jms.queue(context);
    context.createProducer().send(queue, "first").send(queue, "second");
    JMSConsumer consumer = context.createConsumer(queue);

    assertThatThrownBy(() -> consumer.receiveBody(Long.class, COMES_MS))
        .isInstanceOf(MessageFormatRuntimeException.class);

    Message message = consumer.receive(COMES_MS);
    assertThat(message.getBody(String.class)).isEqualTo("first");
    assertThat(message.getJMSRedelivered()).isFalse();
    assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("second");
  }

  @Rule("context.18")
  @ParameterizedTest
  @ValueSource(ints = {JMSContext.CLIENT_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
  void aRefusedBodyCountsAsDeliveredInOtherModes(int mode) {
    JMSContext sender = auto();
    Queue queue = jms.queue(sender);
    sender.createProducer().send(queue, "first").send(queue, "second");
    JMSContext context = jms.context(mode);
    JMSConsumer consumer = context.createConsumer(queue);

    assertThatThrownBy(() -> consumer.receiveBody(Long.class, COMES_MS))
        .isInstanceOf(MessageFormatRuntimeException.class);

    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("second");
  }

  @Rule("context.11")
  @Test
  void acknowledgeAcknowledgesAll() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    JMSContext context = jms.context(JMSContext.CLIENT_ACKNOWLEDGE);
    JMSConsumer consumer = context.createConsumer(queue);
    consumer.receive(COMES_MS);
    consumer.receive(COMES_MS);

    context.acknowledge();
    context.close();

    assertThat(jms.rest(queue)).containsExactly("c");
  }

  @Rule("context.11")
  @ParameterizedTest
  @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
  void acknowledgeMeansNothingInOtherModes(int mode) throws Exception {
    Queue queue = jms.queueWith("a");
    JMSContext context = jms.context(mode);
    context.createConsumer(queue).receive(COMES_MS);

    context.acknowledge();
    context.close();

    assertThat(jms.rest(queue)).hasSize(mode == JMSContext.SESSION_TRANSACTED ? 1 : 0);
  }

  @Rule("context.12")
  @Test
  void settersReturnTheProducerAndGettersWhatWasSet() {
    JMSContext context = auto();
    Queue queue = jms.queue(context);
    JMSProducer producer = context.createProducer();
    byte[] octets = {1, 2};

    assertThat(producer.setPriority(2)).isSameAs(producer);
    producer
        .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
        .setTimeToLive(3)
        .setDeliveryDelay(4)
        .setDisableMessageID(true)
        .setDisableMessageTimestamp(true)
        .setJMSCorrelationIDAsBytes(octets)
        .setJMSType("type")
        .setJMSReplyTo(queue);
    octets[0] = 9;

    assertThat(producer.getPriority()).isEqualTo(2);
    assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(producer.getTimeToLive()).isEqualTo(3);
    assertThat(producer.getDeliveryDelay()).isEqualTo(4);
    assertThat(producer.getDisableMessageID()).isTrue();
    assertThat(producer.getDisableMessageTimestamp()).isTrue();
    assertThat(producer.getJMSCorrelationIDAsBytes()).containsExactly(1, 2);
    assertThat(producer.getJMSType()).isEqualTo("type");
    assertThat(producer.getJMSReplyTo()).isEqualTo(queue);
    assertThat(producer.setJMSCorrelationID("c").getJMSCorrelationID()).isEqualTo("c");
    assertThat(producer.getAsync()).isNull();
  }

  @Rule("context.14")
  @Test
  void theNamesOfAProducersPropertiesAreALiveView() {
    JMSProducer producer = auto().createProducer().setProperty("a", 1);
    Set<String> names = producer.getPropertyNames();

    assertThatThrownBy(() -> names.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    producer.setProperty("b", 2);
    assertThat(names).containsExactlyInAnyOrder("a", "b");
    assertThat(producer.propertyExists("a")).isTrue();
    assertThat(producer.clearProperties().getPropertyNames()).isEmpty();
    assertThat(producer.propertyExists("a")).isFalse();
  }

  @Rule({"context.10", "property.5"})
  @Test
  void aProducersPropertiesNeedNamesAndTypes() {
    JMSProducer producer = auto().createProducer();

    assertThatThrownBy(() -> producer.setProperty("", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> producer.setProperty(null, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> producer.setProperty("list", List.of()))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThatThrownBy(() -> producer.setDeliveryMode(7)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> producer.setPriority(-1)).isInstanceOf(JMSRuntimeException.class);
  }

  @Rule("context.15")
  @Test
  void asynchronousSendsOfAllProducersCompleteInOrder() {
    JMSContext context = auto();
    Queue queue = jms.queue(context);
    List<String> completed = new CopyOnWriteArrayList<>();
    CompletionListener listener = new Completed(completed);
    JMSProducer one = context.createProducer().setAsync(listener);
    JMSProducer other = context.createProducer().setAsync(listener);

    assertThat(one.getAsync()).isSameAs(listener);
    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? one : other).send(queue, "m" + i);
    }

    await().until(() -> completed.size() == 20);
    assertThat(completed).element(0).isEqualTo("m0");
    assertThat(completed)
        .isSortedAccordingTo(
            (a, b) -> Integer.parseInt(a.substring(1)) - Integer.parseInt(b.substring(1)));
  }

  /** Writes down the texts that are completed. */
  private record Completed(List<String> texts) implements CompletionListener {
    @Override
    public void onCompletion(Message message) {
      try {
        texts.add(message.getBody(String.class));
      } catch (JMSException e) {
        texts.add("m-1");
      }
    }

    @Override
    public void onException(Message message, Exception failure) {
      texts.add("m-2");
    }
  }

  @Rule("context.16")
  @Test
  void aContextMakesEverything() throws Exception {
    JMSContext context = auto();
    context.setClientID("client-" + System.nanoTime());
    Queue queue = jms.queue(context);
    Topic topic = jms.topic(context);

    assertThat(context.createBytesMessage().isBodyAssignableTo(byte[].class)).isTrue();
    assertThat(context.createMapMessage().getMapNames().hasMoreElements()).isFalse();
    assertThat(context.createObjectMessage("o").getObject()).isEqualTo("o");
    assertThat(context.createTextMessage("t").getText()).isEqualTo("t");
    assertThat(context.createTemporaryQueue().getQueueName()).isNotBlank();
    assertThat(context.createTemporaryTopic().getTopicName()).isNotBlank();
    context.createBrowser(queue).close();
    context.createDurableConsumer(topic, "durable").close();
    context.unsubscribe("durable");
    assertThat(context.getMetaData().getJMSProviderName()).isNotBlank();
    assertThat(context.getTransacted()).isFalse();
    assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
    assertThat(context.getAutoStart()).isTrue();
    assertThatThrownBy(() -> context.unsubscribe("durable"))
        .isInstanceOf(InvalidDestinationRuntimeException.class);
  }

  @Rule("context.16")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aContextMakesSharedSubscriptions() {
    JMSContext context = auto();
    Topic topic = jms.topic(context);
    JMSConsumer consumer = context.createSharedConsumer(topic, "shared-" + System.nanoTime());

    context.createProducer().send(topic, "news");

    assertThat(consumer.receiveBody(String.class, COMES_MS)).isEqualTo("news");
  }

  @Rule("context.17")
  @Test
  void aReadOnlyMessageTakesNoPropertiesOfTheProducer() throws Exception {
    Queue queue = jms.queueWith("received");
    JMSContext context = auto();
    Message received = context.createConsumer(queue).receive(COMES_MS);

    assertThatThrownBy(
            () -> context.createProducer().setProperty("n", 1).send(jms.queue(context), received))
        .isInstanceOf(MessageNotWriteableRuntimeException.class);
  }

  @Rule("client.6")
  @Test
  void theClientIdOfAContextIsSetFirstAndOnce() {
    JMSContext context = auto();
    String clientId = "client-" + System.nanoTime();

    assertThatThrownBy(() -> context.setClientID(""))
        .isInstanceOf(InvalidClientIDRuntimeException.class);
    context.setClientID(clientId);
    assertThat(context.getClientID()).isEqualTo(clientId);
    assertThatThrownBy(() -> context.setClientID("another"))
        .isInstanceOf(IllegalStateRuntimeException.class);
    assertThatThrownBy(() -> auto().setClientID(clientId))
        .isInstanceOf(InvalidClientIDRuntimeException.class);
  }

  @Rule("close.11")
  @ParameterizedTest
  @ValueSource(strings = {"close", "stop"})
  void aListenerMayNotStopOrCloseItsContext(String what) throws Exception {
    Queue queue = jms.queueWith("a");
    JMSContext context = auto();
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    JMSConsumer consumer = context.createConsumer(queue);
    consumer.setMessageListener(
        message -> {
          try {
            if (what.equals("close")) {
              context.close();
            } else {
              context.stop();
            }
            outcome.complete("no exception");
          } catch (RuntimeException e) {
            outcome.complete(e);
          }
        });

    assertThat(outcome.get(COMES_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(IllegalStateRuntimeException.class);
    context.close();
    assertThat(jms.rest(queue)).isEmpty();
  }

  @Rule("close.17")
  @Test
  void contextsAndConsumersCloseAtTheEndOfATry() throws Exception {
    Queue queue = jms.queueWith("a");
    JMSConsumer after;
    try (JMSContext context = jms.factory().createContext();
        JMSConsumer consumer = context.createConsumer(queue)) {
      assertThat(((TextMessage) consumer.receive(COMES_MS)).getText()).isEqualTo("a");
      after = consumer;
    }

    assertThatThrownBy(after::receiveNoWait).isInstanceOf(IllegalStateRuntimeException.class);
  }
}
