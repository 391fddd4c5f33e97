// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Decimal32;
import org.postrider.codec.value.Decimal64;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/** Properties by name. */
class MessagePropertiesTest {

  private final Message message = Wire.FACTORY.createMessage();

  @SuppressWarnings("unchecked")
  private static List<String> names(Message message) throws JMSException {
    return Collections.list((java.util.Enumeration<String>) message.getPropertyNames());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"a.b", "1a", "a-b", "NULL", "LIKE", "BETWEEN", "a b"})
  void aNameMustBeAnIdentifierAndNoKeyword(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> message.setIntProperty(name, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "like", "Between"})
  void aKeywordInOtherLettersIsAName(String name) throws JMSException {
    message.setIntProperty(name, 1);

    assertThat(Wire.sent(message).getIntProperty(name)).isEqualTo(1);
  }

  @Test
  void withoutValidationOnlyNoNameIsRefused() throws JMSException {
    Message free =
        new MessageFactory(
                new MessageSettings(
                    false, Wire.SETTINGS.prefixes(), Wire.SETTINGS.deserialization()))
            .createMessage();
    free.setIntProperty("a.b", 1);

    assertThat(free.propertyExists("a.b")).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> free.setIntProperty("", 1));
  }

  @Test
  void receivedNamesThatAreNoIdentifiersAreHiddenAndKept() throws JMSException {
    PostriderMessage received =
        Wire.received(out -> out.beginApplicationProperties().entry("a.b", 1).entry("c", 2).end());

    assertThat(names(received)).containsExactly("c", "JMSXDeliveryCount");
    assertThat(received.propertyExists("a.b")).isFalse();
    assertThat(Wire.sections(received).applicationProperties()).containsEntry("a.b", 1);
  }

  @Test
  void onlyTheTypesOfJmsAreTaken() throws JMSException {
    message.setObjectProperty("n", null);

    assertThatThrownBy(() -> message.setObjectProperty("p", 'c'))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setObjectProperty("p", List.of()))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.propertyExists("n")).isTrue();
    assertThat(Wire.sent(message).propertyExists("n")).isTrue();
  }

  @Test
  void receivedPropertiesAreReadOnlyUntilCleared() throws JMSException {
    message.setIntProperty("a", 1);
    message.setStringProperty("JMSXGroupID", "g");
    message.setJMSType("t");
    Message received = Wire.sent(message);

    assertThatThrownBy(() -> received.setIntProperty("a", 2))
        .isInstanceOf(MessageNotWriteableException.class);
    received.clearProperties();
    received.setIntProperty("b", 2);

    assertThat(names(received)).containsExactly("b", "JMSXDeliveryCount");
    assertThat(received.getJMSType()).isEqualTo("t");
    assertThat(received.propertyExists("JMSXGroupID")).isFalse();
  }

  @Test
  void specialPropertiesAreFieldsOfTheMessage() throws JMSException {
    message.setStringProperty("JMSXGroupID", "g");
    message.setIntProperty("JMSXGroupSeq", -1);
    message.setStringProperty("JMS_AMQP_REPLY_TO_GROUP_ID", "r");

    EncodedMessage sections = Wire.sections(message);
    Message received = Wire.sent(message);

    assertThat(sections.applicationProperties()).isEmpty();
    assertThat(sections.properties().groupId()).isEqualTo("g");
    assertThat(sections.properties().groupSequence()).isEqualTo(0xFFFF_FFFFL);
    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(-1);
    assertThat(received.getStringProperty("JMS_AMQP_REPLY_TO_GROUP_ID")).isEqualTo("r");
    assertThat(names(message))
        .containsExactly("JMSXGroupID", "JMSXGroupSeq", "JMS_AMQP_REPLY_TO_GROUP_ID");
  }

  @Test
  void theTtlPropertyGoesBeforeTheProducersTimeToLive() throws JMSException {
    message.setLongProperty("JMS_AMQP_TTL", 77);
    PostriderMessage own = (PostriderMessage) message;
    own.prepareToSend(new SendHeaders(Wire.QUEUE, true, 4, 500, 0, 1_000, null, true, null));

    assertThat(Wire.sections(own).header().ttlMs()).isEqualTo(77);
    assertThat(own.getJMSExpiration()).isEqualTo(1_500);
    message.setLongProperty("JMS_AMQP_TTL", 0);
    own.prepareToSend(new SendHeaders(Wire.QUEUE, true, 4, 500, 0, 1_000, null, true, null));
    assertThat(Wire.sections(own).header().ttlMs()).isEqualTo(-1);
  }

  @Test
  void specialPropertiesOfWrongTypeOrRangeAreRefused() {
    assertThatThrownBy(() -> message.setLongProperty("JMS_AMQP_TTL", 1L << 32))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setStringProperty("JMS_AMQP_TTL", "1"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setIntProperty("JMSXGroupID", 1))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setIntProperty("JMS_AMQP_ACK_TYPE", 6))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true))
        .isInstanceOf(MessageFormatException.class);
  }

  @Test
  void otherTypesOfAmqpBecomeTypesOfJmsAndGoOnAsTheyCame() throws JMSException {
    UUID uuid = new UUID(1, 2);
    Map<String, Object> sent = new LinkedHashMap<>();
    sent.put("ubyte", UByte.of(200));
    sent.put("ushort", UShort.of(60_000));
    sent.put("uint", UInt.of(4_000_000_000L));
    sent.put("ulong", ULong.of(5));
    sent.put("huge", ULong.ofBits(-1));
    sent.put("symbol", Symbol.of("s"));
    sent.put("time", new Timestamp(6));
    sent.put("uuid", uuid);
    sent.put("decimal", new Decimal32(0x32800001));
    sent.put("decimal64", new Decimal64(0x31A000000000000FL));
    PostriderMessage received = Wire.received(out -> out.applicationProperties(sent));

    assertThat(received.getObjectProperty("ubyte")).isEqualTo((short) 200);
    assertThat(received.getObjectProperty("ushort")).isEqualTo(60_000);
    assertThat(received.getObjectProperty("uint")).isEqualTo(4_000_000_000L);
    assertThat(received.getObjectProperty("ulong")).isEqualTo(5L);
    assertThat(received.getObjectProperty("huge")).isEqualTo("18446744073709551615");
    assertThat(received.getObjectProperty("symbol")).isEqualTo("s");
    assertThat(received.getObjectProperty("time")).isEqualTo(6L);
    assertThat(received.getObjectProperty("uuid")).isEqualTo(uuid.toString());
    assertThat(received.getObjectProperty("decimal")).isEqualTo(1d);
    assertThat(received.getObjectProperty("decimal64")).isEqualTo(1.5);
    assertThat(Wire.sections(received).applicationProperties()).isEqualTo(sent);
  }
}
