// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;

import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.math.BigDecimal;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Message properties. Jakarta Messaging 3.1 section 3.5. */
@Conformance
final class PropertiesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule({"property.1", "property.9"})
  @Test
  void everyTypeOfPropertyComesBackAsItself() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Message sent = session.createMessage();
    sent.setBooleanProperty("aBoolean", true);
    sent.setByteProperty("aByte", Byte.MIN_VALUE);
    sent.setShortProperty("aShort", Short.MAX_VALUE);
    sent.setIntProperty("anInt", Integer.MIN_VALUE);
    sent.setLongProperty("aLong", Long.MAX_VALUE);
    sent.setFloatProperty("aFloat", 1.5f);
    sent.setDoubleProperty("aDouble", -Double.MIN_VALUE);
    sent.setStringProperty("aString", "größer");
    session.createProducer(queue).send(sent);

    Message received = session.createConsumer(queue).receive(COMES_MS);

    assertThat(received.getObjectProperty("aBoolean")).isEqualTo(true);
    assertThat(received.getObjectProperty("aByte")).isEqualTo(Byte.MIN_VALUE);
    assertThat(received.getObjectProperty("aShort")).isEqualTo(Short.MAX_VALUE);
    assertThat(received.getObjectProperty("anInt")).isEqualTo(Integer.MIN_VALUE);
    assertThat(received.getObjectProperty("aLong")).isEqualTo(Long.MAX_VALUE);
    assertThat(received.getObjectProperty("aFloat")).isEqualTo(1.5f);
    assertThat(received.getObjectProperty("aDouble")).isEqualTo(-Double.MIN_VALUE);
    assertThat(received.getObjectProperty("aString")).isEqualTo("größer");
    assertThat(Collections.list((java.util.Enumeration<?>) received.getPropertyNames()))
        .extracting(String::valueOf)
        .contains("aBoolean", "aByte", "aShort", "anInt", "aLong", "aFloat", "aDouble", "aString");
  }

  // Rule 3.5.4: numbers widen, everything becomes a String, a String becomes what it spells.
  @Rule("property.2")
  @Test
  void propertiesConvertAsTheTableAllows() throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();
    message.setByteProperty("byte", (byte) 5);
    message.setFloatProperty("float", 0.5f);
    message.setBooleanProperty("boolean", true);
    message.setStringProperty("string", "17");

    assertThat(message.getShortProperty("byte")).isEqualTo((short) 5);
    assertThat(message.getLongProperty("byte")).isEqualTo(5);
    assertThat(message.getStringProperty("byte")).isEqualTo("5");
    assertThat(message.getDoubleProperty("float")).isEqualTo(0.5);
    assertThat(message.getStringProperty("boolean")).isEqualTo("true");
    assertThat(message.getIntProperty("string")).isEqualTo(17);
    assertThat(message.getDoubleProperty("string")).isEqualTo(17.0);
    assertThat(message.getBooleanProperty("string")).isFalse();
  }

  @Rule("property.3")
  @Test
  void propertiesRefuseOtherConversions() throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();
    message.setLongProperty("long", 5);
    message.setDoubleProperty("double", 5);
    message.setBooleanProperty("boolean", true);
    message.setStringProperty("word", "word");

    assertThatThrownBy(() -> message.getIntProperty("long"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.getFloatProperty("double"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.getDoubleProperty("long"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.getIntProperty("boolean"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.getIntProperty("word"))
        .isInstanceOf(NumberFormatException.class);
  }

  // Rule: an absent property reads as null, and as what valueOf(null) gives.
  @Rule("property.4")
  @Test
  void anAbsentPropertyReadsAsNull() throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();

    assertThat(message.propertyExists("none")).isFalse();
    assertThat(message.getStringProperty("none")).isNull();
    assertThat(message.getObjectProperty("none")).isNull();
    assertThat(message.getBooleanProperty("none")).isFalse();
    assertThatThrownBy(() -> message.getIntProperty("none"))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> message.getDoubleProperty("none"))
        .isInstanceOf(NullPointerException.class);
  }

  // Rule: names are identifiers; null and "" are refused.
  @Rule("property.5")
  @Test
  void aPropertyNeedsAName() throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();

    assertThatThrownBy(() -> message.setIntProperty("", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setIntProperty(null, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Rule: an object property is one of the eight types.
  @Rule("property.6")
  @Test
  void anObjectPropertyOfAnotherTypeIsRefused() throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();

    assertThatThrownBy(() -> message.setObjectProperty("amount", new BigDecimal("1.00")))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.propertyExists("amount")).isFalse();
  }

  // Rule: properties of a received message are read-only until clearProperties.
  @Rule({"property.7", "property.8"})
  @Test
  void receivedPropertiesAreReadOnlyUntilCleared() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage sent = session.createTextMessage("kept");
    sent.setIntProperty("n", 1);
    session.createProducer(queue).send(sent);
    TextMessage received = (TextMessage) session.createConsumer(queue).receive(COMES_MS);

    assertThatThrownBy(() -> received.setIntProperty("n", 2))
        .isInstanceOf(MessageNotWriteableException.class);
    received.clearProperties();
    assertThat(received.propertyExists("n")).isFalse();
    received.setIntProperty("n", 3);

    assertThat(received.getIntProperty("n")).isEqualTo(3);
    assertThat(received.getText()).isEqualTo("kept");
  }

  // Rule: JMSXDeliveryCount is mandatory and 1 at the first delivery.
  @Rule("property.10")
  @Test
  void theFirstDeliveryCountIsOne() throws Exception {
    Queue queue = jms.queueWith("x");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    Message received = session.createConsumer(queue).receive(COMES_MS);

    assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
  }

  @Rule("property.11")
  @Test
  void groupIdAndSequenceComeBack() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Message sent = session.createMessage();
    sent.setStringProperty("JMSXGroupID", "orders of Ada");
    sent.setIntProperty("JMSXGroupSeq", 3);
    session.createProducer(queue).send(sent);

    Message received = session.createConsumer(queue).receive(COMES_MS);

    assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("orders of Ada");
    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(3);
  }
}
