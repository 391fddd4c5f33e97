// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.interop.WireExtension.Carried;
import org.postrider.tck.interop.WireExtension.Making;

/** Properties of every type, JMSX and vendor's, that one client sets are the same to the other. */
@JakartaOnly
final class WirePropertiesTest {
  @RegisterExtension static final WireExtension wire = new WireExtension();

  private static final Object[] VALUES = {
    true,
    false,
    Byte.MIN_VALUE,
    Byte.MAX_VALUE,
    Short.MIN_VALUE,
    Short.MAX_VALUE,
    Integer.MIN_VALUE,
    0,
    -1,
    255,
    Integer.MAX_VALUE,
    Long.MIN_VALUE,
    0L,
    Long.MAX_VALUE,
    Float.MIN_VALUE,
    Float.NaN,
    Double.MAX_VALUE,
    -0.0,
    "",
    "größer 你好",
    "x".repeat(70_000)
  };

  static Stream<Arguments> values() {
    return Stream.of(Client.values())
        .flatMap(sender -> Stream.of(VALUES).map(value -> Arguments.of(sender, value)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aPropertyKeepsTypeAndValue(Client sender, Object value) throws Exception {
    Message received = wire.carry(sender, with("property", value)).received();

    assertThat(received.getObjectProperty("property")).isEqualTo(value);
    assertThat(Reading.properties(received)).containsEntry("property", value);
  }

  @ParameterizedTest
  @EnumSource
  void aNullPropertyIsThere(Client sender) throws Exception {
    Message received = wire.carry(sender, with("nothing", null)).received();

    assertThat(received.propertyExists("nothing")).isTrue();
    assertThat(received.getObjectProperty("nothing")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aMessageWithoutPropertiesHasNone(Client sender) throws Exception {
    Message received = wire.carry(sender, Session::createMessage).received();

    assertThat(Reading.properties(received).keySet()).containsExactly("JMSXDeliveryCount");
    assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void namesOfManyLettersAndManyPropertiesArrive(Client sender) throws Exception {
    Making making =
        session -> {
          Message message = session.createMessage();
          for (int i = 0; i < 300; i++) {
            message.setIntProperty("größe_$" + i, i);
          }
          return message;
        };

    Carried carried = wire.carry(sender, making);

    assertThat(Reading.properties(carried.received()))
        .containsAllEntriesOf(Reading.properties(carried.sent()))
        .containsEntry("größe_$299", 299);
  }

  @ParameterizedTest
  @EnumSource
  void theGroupArrives(Client sender) throws Exception {
    Making making =
        session -> {
          Message message = session.createMessage();
          message.setStringProperty("JMSXGroupID", "orders of Ada");
          message.setIntProperty("JMSXGroupSeq", 7);
          return message;
        };

    Message received = wire.carry(sender, making).received();

    assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("orders of Ada");
    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(7);
    assertThat(received.getObjectProperty("JMSXGroupSeq")).isEqualTo(7);
  }

  // AMQP's group-sequence is unsigned: a negative number of JMS keeps its bits.
  @ParameterizedTest
  @EnumSource
  void aNegativeGroupSequenceArrives(Client sender) throws Exception {
    Message received = wire.carry(sender, with("JMSXGroupSeq", -5)).received();

    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(-5);
  }

  @ParameterizedTest
  @EnumSource
  void theUserIdIsTheConnectionsWhenAskedFor(Client sender) throws Exception {
    String query = "?jms.username=ada&jms.password=x&jms.populateJMSXUserID=true";

    Message received =
        wire.carry(
                wire.session(sender, query),
                wire.session(sender.other()),
                with("JMSXUserID", "someone else"),
                (producer, message) -> producer.send(message))
            .received();

    assertThat(received.getStringProperty("JMSXUserID")).isEqualTo("ada");
  }

  @ParameterizedTest
  @EnumSource
  void theUserIdIsNotTheApplicationsToSet(Client sender) throws Exception {
    Message received = wire.carry(sender, with("JMSXUserID", "forged")).received();

    assertThat(received.getStringProperty("JMSXUserID")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void theGroupForRepliesArrives(Client sender) throws Exception {
    Message received = wire.carry(sender, with("JMS_AMQP_REPLY_TO_GROUP_ID", "answers")).received();

    assertThat(received.getStringProperty("JMS_AMQP_REPLY_TO_GROUP_ID")).isEqualTo("answers");
  }

  // The time to live of AMQP's header; what JMS says of the expiration stays as it was.
  @ParameterizedTest
  @EnumSource
  void theTimeToLiveOfTheHeaderIsNotSeenAsProperty(Client sender) throws Exception {
    Carried carried = wire.carry(sender, with("JMS_AMQP_TTL", 60_000L));

    assertThat(carried.received().propertyExists("JMS_AMQP_TTL")).isFalse();
    assertThat(carried.sent().getJMSExpiration()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aTypedObjectSaysSo(Client sender) throws Exception {
    Making making =
        session -> {
          var message = session.createObjectMessage();
          message.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);
          message.setObject("typed");
          return message;
        };

    Message received = wire.carry(sender, making).received();

    assertThat(received.getBooleanProperty("JMS_AMQP_TYPED_ENCODING")).isTrue();
  }

  // Other names with the vendor's prefix, and foreign JMSX ones, are properties like any other.
  @ParameterizedTest
  @EnumSource
  void otherPrefixedNamesArriveAsTheyAre(Client sender) throws Exception {
    Making making =
        session -> {
          Message message = session.createMessage();
          message.setStringProperty("JMS_OTHER_key", "a");
          message.setStringProperty("JMS_AMQP_ContentType", "b");
          message.setStringProperty("JMSXAppID", "c");
          return message;
        };

    Message received = wire.carry(sender, making).received();

    assertThat(received.getStringProperty("JMS_OTHER_key")).isEqualTo("a");
    assertThat(received.getStringProperty("JMS_AMQP_ContentType")).isEqualTo("b");
    assertThat(received.getStringProperty("JMSXAppID")).isEqualTo("c");
  }

  private static Making with(String name, Object value) {
    return session -> {
      Message message = session.createMessage();
      message.setObjectProperty(name, value);
      return message;
    };
  }
}
