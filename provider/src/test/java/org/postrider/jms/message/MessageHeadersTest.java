// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/** Headers, as they go and as they come. */
class MessageHeadersTest {

  private static final PostriderTopic TOPIC = new PostriderTopic("t");

  private static SendHeaders send(long timeToLiveMs, long delayMs) {
    return new SendHeaders(TOPIC, true, 7, timeToLiveMs, delayMs, 5_000, "ID:1", true, "bob");
  }

  private static PostriderMessage prepared(SendHeaders headers) throws JMSException {
    PostriderMessage message = (PostriderMessage) Wire.FACTORY.createTextMessage("x");
    message.prepareToSend(headers);
    return message;
  }

  @Test
  void whatTheProducerSetArrives() throws JMSException {
    PostriderMessage message = prepared(send(300, 0));
    message.setJMSCorrelationID("c");
    message.setJMSType("type");

    PostriderMessage received = Wire.sent(message);

    for (PostriderMessage each : List.of(message, received)) {
      assertThat(each.getJMSMessageID()).isEqualTo("ID:1");
      assertThat(each.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
      assertThat(each.getJMSPriority()).isEqualTo(7);
      assertThat(each.getJMSTimestamp()).isEqualTo(5_000);
      assertThat(each.getJMSExpiration()).isEqualTo(5_300);
      assertThat(each.getJMSDeliveryTime()).isEqualTo(5_000);
      assertThat(each.getJMSDestination()).isEqualTo(TOPIC);
      assertThat(each.getJMSCorrelationID()).isEqualTo("c");
      assertThat(each.getJMSType()).isEqualTo("type");
      assertThat(each.getJMSRedelivered()).isFalse();
      assertThat(each.getStringProperty("JMSXUserID")).isEqualTo("bob");
    }
    assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(received).isEqualTo(message).hasSameHashCodeAs(message);
  }

  @Test
  void aNumberedIdIsTheStringThatArrives() throws JMSException {
    NumberedId id = new NumberedId("ID:a:1:1-", 10);
    PostriderMessage message =
        prepared(new SendHeaders(TOPIC, true, 4, 0, 0, 5_000, id, true, null));

    PostriderMessage received = Wire.sent(message);

    assertThat(received.getJMSMessageID()).isEqualTo("ID:a:1:1-10");
    assertThat(message).isEqualTo(received).hasSameHashCodeAs(received);
    assertThat(message.getJMSMessageID()).isEqualTo("ID:a:1:1-10");
  }

  @Test
  void defaultsTakeNoRoomOnTheWire() throws JMSException {
    PostriderMessage message =
        prepared(new SendHeaders(TOPIC, false, 4, 0, 0, 5_000, null, false, null));

    EncodedMessage sections = Wire.sections(message);

    assertThat(sections.hasHeader()).isFalse();
    assertThat(sections.properties().messageId()).isNull();
    assertThat(sections.properties().creationTimeMs(-1)).isEqualTo(-1);
    assertThat(sections.messageAnnotation(Symbol.of("x-opt-delivery-time"))).isNull();
    Message received = Wire.sent(message);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(received.getJMSPriority()).isEqualTo(4);
    assertThat(received.getJMSExpiration()).isZero();
    assertThat(received.getJMSTimestamp()).isZero();
    assertThat(received.getJMSMessageID()).isNull();
  }

  @Test
  void aDelayIsToldAndGoesWithTheNextSendWithoutOne() throws JMSException {
    PostriderMessage message = prepared(send(0, 250));

    PostriderMessage received = Wire.sent(message);
    assertThat(received.getJMSDeliveryTime()).isEqualTo(5_250);
    received.prepareToSend(send(0, 0));

    assertThat(Wire.sections(received).messageAnnotation(Symbol.of("x-opt-delivery-time")))
        .isNull();
  }

  // Rule: expiration is the time of the send and the time to live; a sum that overflows would be a
  // time in the past, and the message lost as expired.
  @Test
  void aTimeToLiveOrDelayBeyondAllTimesIsTheLastOne() throws JMSException {
    PostriderMessage message = prepared(send(Long.MAX_VALUE, Long.MAX_VALUE));

    PostriderMessage received = Wire.sent(message);

    for (PostriderMessage each : List.of(message, received)) {
      assertThat(each.getJMSExpiration()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.getJMSDeliveryTime()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.isExpired(System.currentTimeMillis())).isFalse();
    }
  }

  @Test
  void aTimestampIsADeliveryTimeToo() throws JMSException {
    Message message =
        Wire.received(
            out ->
                out.beginMessageAnnotations()
                    .entry(Symbol.of("x-opt-delivery-time"), new Timestamp(9))
                    .end());

    assertThat(message.getJMSDeliveryTime()).isEqualTo(9);
  }

  @Test
  void withoutAbsoluteTimeTheTimeToLiveCountsFromTheArrival() throws JMSException {
    PostriderMessage message = Wire.received(out -> out.header(false, 4, 50));

    assertThat(message.isExpired(1_049)).isFalse();
    assertThat(message.isExpired(1_050)).isTrue();
    assertThat(message.getJMSExpiration()).isEqualTo(1_050);
  }

  @Test
  void aPriorityAboveNineIsNine() throws JMSException {
    assertThat(Wire.received(out -> out.header(true, 200, -1)).getJMSPriority()).isEqualTo(9);
  }

  @Test
  void redeliveryIsCountedFromTheHeaderAndHere() throws JMSException {
    byte[] octets = Wire.octets(out -> out.header(true, 4, -1, false, 2));

    PostriderMessage again = new MessageDecoder(Wire.SETTINGS).decode(octets, Wire.ARRIVAL.again());

    assertThat(Wire.decode(octets).getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
    assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(4);
    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(again.redeliveryCount()).isEqualTo(3);
  }

  @Test
  void sendingAReceivedMessageResetsWhatTheLastSendSet() throws JMSException {
    PostriderMessage received =
        Wire.received(
            out -> {
              out.header(true, 4, -1, false, 2);
              out.beginMessageAnnotations()
                  .entry(Symbol.of("x-opt-jms-dest"), (byte) 3)
                  .entry(Symbol.of("x-opt-own"), "kept")
                  .entry(Symbol.of("other"), "dropped")
                  .end();
              out.text("x");
            });
    received.prepareToSend(send(0, 0));

    EncodedMessage sections = Wire.sections(received);

    assertThat(sections.header().deliveryCount()).isZero();
    assertThat(sections.messageAnnotation(Symbol.of("x-opt-jms-dest"))).isEqualTo((byte) 1);
    assertThat(sections.messageAnnotation(Symbol.of("x-opt-own"))).isEqualTo("kept");
    assertThat(sections.messageAnnotation(Symbol.of("other"))).isNull();
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(DestinationKind.class)
  void destinationAndReplyToKeepTheirKind(DestinationKind kind) throws JMSException {
    Message message = Wire.FACTORY.createMessage();
    message.setJMSDestination(kind.named("d"));
    message.setJMSReplyTo(kind.named("r"));

    Message received = Wire.sent(message);

    assertThat(received.getJMSDestination()).isEqualTo(kind.named("d"));
    assertThat(received.getJMSReplyTo()).isEqualTo(kind.named("r"));
  }

  @Test
  void withoutAnnotationTheConsumerTellsTheKindAndWithoutAddressAll() throws JMSException {
    Message named = Wire.received(out -> out.beginProperties().to("a").replyTo("b").end());
    Message unnamed = Wire.received(out -> out.text("x"));
    Message numbered =
        Wire.received(
            out -> {
              out.beginMessageAnnotations()
                  .entry(Symbol.of("x-opt-jms-dest"), UByte.of(1))
                  .entry(Symbol.of("x-opt-reply-type"), "topic,temporary")
                  .end();
              out.beginProperties().to("a").replyTo("b").end();
            });

    assertThat(named.getJMSDestination()).isEqualTo(new PostriderQueue("a"));
    assertThat(named.getJMSReplyTo()).isEqualTo(new PostriderQueue("b"));
    assertThat(unnamed.getJMSDestination()).isSameAs(Wire.QUEUE);
    assertThat(unnamed.getJMSReplyTo()).isNull();
    assertThat(numbered.getJMSDestination()).isEqualTo(new PostriderTopic("a"));
    assertThat(numbered.getJMSReplyTo()).isEqualTo(DestinationKind.TEMPORARY_TOPIC.named("b"));
  }

  @Test
  void prefixesAreOnTheWireOnly() throws JMSException {
    MessageSettings settings = Wire.SETTINGS.withPrefixes(new AddressPrefixes("q/", "t/"));
    Message message = new MessageFactory(settings).createMessage();
    message.setJMSDestination(TOPIC);

    byte[] octets = Wire.encode(message, settings);

    assertThat(Wire.decode(octets).getJMSDestination()).isEqualTo(new PostriderTopic("t/t"));
    assertThat(new MessageDecoder(settings).decode(octets, Wire.ARRIVAL).getJMSDestination())
        .isEqualTo(TOPIC);
  }

  @Test
  void correlationOctetsAreCopiedInAndOut() throws JMSException {
    byte[] octets = "abc".getBytes(StandardCharsets.US_ASCII);
    Message message = Wire.FACTORY.createMessage();
    message.setJMSCorrelationIDAsBytes(octets);
    octets[0] = 'x';
    message.getJMSCorrelationIDAsBytes()[1] = 'x';

    assertThat(Wire.sent(message).getJMSCorrelationIDAsBytes()).isEqualTo(new byte[] {97, 98, 99});
    assertThat(message.getJMSCorrelationID()).isEqualTo("ID:AMQP_BINARY:616263");
    message.setJMSCorrelationID("text");
    assertThatThrownBy(message::getJMSCorrelationIDAsBytes).isInstanceOf(JMSException.class);
    message.setJMSCorrelationID(null);
    assertThat(message.getJMSCorrelationIDAsBytes()).isNull();
  }

  @Test
  void aCorrelationIdThatIsTextIsToldOnOneShortLine() throws JMSException {
    for (String id : List.of("a\nERROR forged", "x".repeat(1 << 20))) {
      Message message = Wire.FACTORY.createMessage();
      message.setJMSCorrelationID(id);
      Message received = Wire.sent(message);

      JMSException refused =
          catchThrowableOfType(JMSException.class, received::getJMSCorrelationIDAsBytes);

      assertThat(refused.getMessage()).hasSizeLessThan(500).doesNotContain("\n").contains("octets");
    }
  }

  @Test
  void headersStayWritableInAReceivedMessage() throws JMSException {
    Message message = Wire.received(out -> out.text("x"));
    message.setJMSType("t");
    message.setJMSPriority(1);
    message.setJMSRedelivered(true);

    assertThat(message.getJMSType()).isEqualTo("t");
    assertThat(message.getJMSPriority()).isEqualTo(1);
    assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
  }

  @Test
  void wrongHeadersAreRefused() {
    Message message = Wire.FACTORY.createMessage();

    assertThatThrownBy(() -> message.setJMSPriority(10)).hasMessageContaining("10");
    assertThatThrownBy(() -> message.setJMSDeliveryMode(3)).hasMessageContaining("3");
    assertThatThrownBy(() -> message.setJMSMessageID("ID:AMQP_UUID:x"))
        .isInstanceOf(JMSException.class);
  }

  @Test
  void acknowledgingGoesToTheSession() throws JMSException {
    List<PostriderMessage> acknowledged = new ArrayList<>();
    Arrival arrival = new Arrival(Wire.QUEUE, 0, 0, acknowledged::add);
    PostriderMessage message =
        new MessageDecoder(Wire.SETTINGS).decode(Wire.octets(out -> out.text("x")), arrival);

    message.setIntProperty("JMS_AMQP_ACK_TYPE", 3);
    message.acknowledge();
    Wire.FACTORY.createMessage().acknowledge();

    assertThat(acknowledged).containsExactly(message);
    assertThat(message.acknowledgeOutcome().number()).isEqualTo(3);
  }

  @Test
  void octetsThatAreNoMessageAreATypedFailure() {
    assertThatThrownBy(() -> Wire.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(UndecodableMessageException.class)
        .isInstanceOf(MessageFormatException.class);
  }

  @Test
  void aFaultWithinASectionShowsWhereItIsAskedFor() throws JMSException {
    byte[] octets =
        Wire.octets(
            out -> {
              out.values().writeDescriptor(0x73);
              out.values().writeObject(List.of(true));
              out.text("x");
            });

    PostriderMessage message = Wire.decode(octets);

    assertThat(((TextMessage) message).getText()).isEqualTo("x");
    assertThatThrownBy(message::getJMSMessageID).isInstanceOf(UndecodableMessageException.class);
  }
}
