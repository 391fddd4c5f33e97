// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** What bodies allow and refuse. Jakarta Messaging 3.1 sections 3.10 and 3.11, and the Javadoc. */
@Conformance
final class BodyRulesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private Session session;

  @BeforeEach
  void open() throws JMSException {
    session = jms.session(Session.AUTO_ACKNOWLEDGE);
  }

  private Message overTheWire(Message message) throws JMSException {
    Queue queue = jms.queue(session);
    session.createProducer(queue).send(message);
    return session.createConsumer(queue).receive(COMES_MS);
  }

  @Rule({"body.1", "body.3"})
  @Test
  void receivedBodiesOfEveryKindAreReadOnlyUntilCleared() throws Exception {
    BytesMessage bytes = (BytesMessage) overTheWire(session.createBytesMessage());
    MapMessage map = (MapMessage) overTheWire(session.createMapMessage());
    StreamMessage stream = (StreamMessage) overTheWire(session.createStreamMessage());
    ObjectMessage object = (ObjectMessage) overTheWire(session.createObjectMessage());
    TextMessage text = (TextMessage) overTheWire(session.createTextMessage());

    for (Refused write :
        List.<Refused>of(
            () -> bytes.writeInt(1),
            () -> map.setInt("n", 1),
            () -> stream.writeInt(1),
            () -> object.setObject("o"),
            () -> text.setText("t"))) {
      assertThatThrownBy(write::call).isInstanceOf(MessageNotWriteableException.class);
    }
    for (Message message : List.of(bytes, map, stream, object, text)) {
      message.clearBody();
    }
    bytes.writeInt(1);
    map.setInt("n", 1);
    stream.writeInt(1);
    object.setObject("o");
    text.setText("t");
    assertThatThrownBy(bytes::readInt).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(bytes::getBodyLength).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(stream::readInt).isInstanceOf(MessageNotReadableException.class);
  }

  private interface Refused {
    void call() throws JMSException;
  }

  @Rule("body.2")
  @Test
  void clearBodyLeavesHeadersAndProperties() throws Exception {
    TextMessage sent = session.createTextMessage("x");
    sent.setIntProperty("n", 1);
    sent.setJMSType("order");
    TextMessage received = (TextMessage) overTheWire(sent);

    received.clearBody();

    assertThat(received.getText()).isNull();
    assertThat(received.getIntProperty("n")).isEqualTo(1);
    assertThat(received.getJMSType()).isEqualTo("order");
    assertThatThrownBy(() -> received.setIntProperty("n", 2))
        .isInstanceOf(MessageNotWriteableException.class);
  }

  @Rule({"header.11", "property.8"})
  @Test
  void headersOfAReceivedMessageCanBeWritten() throws Exception {
    Message received = overTheWire(session.createMessage());

    received.setJMSType("changed");
    received.setJMSCorrelationID("c");
    received.setJMSPriority(1);
    received.clearProperties();

    assertThat(received.getJMSType()).isEqualTo("changed");
    assertThat(received.getJMSCorrelationID()).isEqualTo("c");
    assertThat(received.getJMSPriority()).isEqualTo(1);
  }

  @Rule("body.5")
  @Test
  void readingPastTheEndOfBytesKeepsThePosition() throws Exception {
    BytesMessage bytes = session.createBytesMessage();
    bytes.writeShort((short) 7);
    bytes.reset();

    assertThatThrownBy(bytes::readInt).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(bytes::readLong).isInstanceOf(MessageEOFException.class);

    assertThat(bytes.readShort()).isEqualTo((short) 7);
    assertThatThrownBy(bytes::readByte).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(bytes::readUTF).isInstanceOf(MessageEOFException.class);
  }

  @Rule({"body.6", "body.10"})
  @Test
  void otherObjectsAreRefused() throws Exception {
    BytesMessage bytes = session.createBytesMessage();
    StreamMessage stream = session.createStreamMessage();
    MapMessage map = session.createMapMessage();

    for (Object other : List.of(new BigDecimal(1), new Object(), List.of(1), new int[] {1})) {
      assertThatThrownBy(() -> bytes.writeObject(other)).isInstanceOf(MessageFormatException.class);
      assertThatThrownBy(() -> stream.writeObject(other))
          .isInstanceOf(MessageFormatException.class);
      assertThatThrownBy(() -> map.setObject("n", other))
          .isInstanceOf(MessageFormatException.class);
    }
    assertThatThrownBy(() -> bytes.writeObject(null)).isInstanceOf(NullPointerException.class);
    assertThat(map.itemExists("n")).isFalse();
  }

  @Rule({"body.7", "body.8"})
  @Test
  void readBytesCountsAndChecksItsLength() throws Exception {
    BytesMessage bytes = session.createBytesMessage();
    bytes.writeBytes(new byte[] {1, 2, 3, 4, 5}, 1, 3);
    bytes.reset();
    byte[] buffer = new byte[2];

    assertThat(bytes.getBodyLength()).isEqualTo(3);
    assertThatThrownBy(() -> bytes.readBytes(buffer, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.readBytes(buffer, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(bytes.readBytes(buffer)).isEqualTo(2);
    assertThat(buffer).containsExactly(2, 3);
    assertThat(bytes.readBytes(buffer, 2)).isEqualTo(1);
    assertThat(buffer).startsWith(4);
    assertThat(bytes.readBytes(buffer)).isEqualTo(-1);
  }

  @Rule("body.4")
  @Test
  void unsignedReadsAndTextsAreThoseOfDataInput() throws Exception {
    BytesMessage sent = session.createBytesMessage();
    sent.writeByte((byte) -1);
    sent.writeShort((short) -2);
    sent.writeChar('ß');
    sent.writeUTF("größer \0");
    sent.writeObject(1.5);
    sent.writeBoolean(true);

    BytesMessage received = (BytesMessage) overTheWire(sent);

    assertThat(received.readUnsignedByte()).isEqualTo(255);
    assertThat(received.readUnsignedShort()).isEqualTo(65_534);
    assertThat(received.readChar()).isEqualTo('ß');
    assertThat(received.readUTF()).isEqualTo("größer \0");
    assertThat(received.readDouble()).isEqualTo(1.5);
    assertThat(received.readBoolean()).isTrue();
  }

  @Rule("body.10")
  @ParameterizedTest
  @ValueSource(strings = {"", "null"})
  void aMapNeedsNames(String text) throws Exception {
    String name = text.equals("null") ? null : text;
    MapMessage map = session.createMapMessage();

    assertThatThrownBy(() -> map.setInt(name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.setObject(name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.setBytes(name, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Rule("body.9")
  @Test
  void aMapTellsItsNames() throws Exception {
    MapMessage sent = session.createMapMessage();
    sent.setInt("one", 1);
    sent.setString("null", null);
    sent.setBytes("part", new byte[] {1, 2, 3, 4}, 1, 2);

    MapMessage received = (MapMessage) overTheWire(sent);

    assertThat(Collections.list((Enumeration<?>) received.getMapNames()))
        .extracting(String::valueOf)
        .containsExactlyInAnyOrder("one", "null", "part");
    assertThat(received.itemExists("null")).isTrue();
    assertThat(received.itemExists("none")).isFalse();
    assertThat(received.getObject("null")).isNull();
    assertThat(received.getBytes("part")).containsExactly(2, 3);
  }

  @Rule("body.13")
  @Test
  void aFieldOfOctetsIsReadInParts() throws Exception {
    StreamMessage stream = session.createStreamMessage();
    stream.writeBytes(new byte[] {1, 2, 3});
    stream.writeBytes(new byte[] {4, 5});
    stream.writeBytes(new byte[0]);
    stream.writeInt(6);
    stream.reset();
    byte[] buffer = new byte[2];

    assertThat(stream.readBytes(buffer)).isEqualTo(2);
    assertThatThrownBy(stream::readInt).isInstanceOf(MessageFormatException.class);
    assertThat(stream.readBytes(buffer)).isEqualTo(1);
    assertThat(stream.readBytes(buffer)).isEqualTo(2);
    assertThat(buffer).containsExactly(4, 5);
    // It fitted exactly: only the next read tells that there is no more.
    assertThat(stream.readBytes(buffer)).isEqualTo(-1);
    assertThat(stream.readBytes(buffer)).isZero();
    assertThat(stream.readInt()).isEqualTo(6);
  }

  @Rule({"body.15", "body.16"})
  @Test
  void anObjectIsASnapshotEachTime() throws Exception {
    ArrayList<String> list = new ArrayList<>(List.of("a"));
    ObjectMessage sent = session.createObjectMessage(list);
    list.add("later");

    ObjectMessage received = (ObjectMessage) overTheWire(sent);

    assertThat(sent.getObject()).isEqualTo(List.of("a"));
    Serializable first = received.getObject();
    assertThat(first).isEqualTo(List.of("a"));
    assertThat(received.getObject()).isEqualTo(first).isNotSameAs(first);
  }

  @Rule("body.16")
  @Test
  void anObjectThatCannotBeSerializedIsRefused() throws Exception {
    ArrayList<Object> unserializable = new ArrayList<>(List.of(new Object()));
    ObjectMessage message = session.createObjectMessage("kept");

    assertThatThrownBy(() -> message.setObject(unserializable))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.getObject()).isEqualTo("kept");
  }

  @Rule("body.17")
  @Test
  void octetsAreCopiedInAndOut() throws Exception {
    byte[] octets = {1, 2};
    MapMessage map = session.createMapMessage();
    map.setBytes("b", octets);
    StreamMessage stream = session.createStreamMessage();
    stream.writeBytes(octets);
    stream.reset();
    Message message = session.createMessage();
    message.setJMSCorrelationIDAsBytes(octets);
    octets[0] = 9;

    assertThat(map.getBytes("b")).containsExactly(1, 2);
    assertThat((byte[]) stream.readObject()).containsExactly(1, 2);
    assertThat(message.getJMSCorrelationIDAsBytes()).containsExactly(1, 2);
    map.getBytes("b")[0] = 9;
    assertThat(map.getBytes("b")).containsExactly(1, 2);
  }

  @Rule({"body.19", "body.20"})
  @Test
  void bodiesAreGivenAsWhatTheyCanBeAssignedTo() throws Exception {
    Message text = overTheWire(session.createTextMessage("t"));
    BytesMessage sentBytes = session.createBytesMessage();
    sentBytes.writeByte((byte) 1);
    Message bytes = overTheWire(sentBytes);
    MapMessage sentMap = session.createMapMessage();
    sentMap.setInt("n", 1);
    Message map = overTheWire(sentMap);
    Message object = overTheWire(session.createObjectMessage(5));

    assertThat(text.getBody(CharSequence.class)).isEqualTo("t");
    assertThat(text.getBody(Object.class)).isEqualTo("t");
    assertThat(bytes.getBody(byte[].class)).containsExactly(1);
    assertThat((Object) map.getBody(Map.class)).isEqualTo(Map.of("n", 1));
    assertThat(object.getBody(Number.class)).isEqualTo(5);
    for (Message message : List.of(text, bytes, map, object)) {
      assertThat(message.isBodyAssignableTo(Object.class)).isTrue();
      assertThat(message.isBodyAssignableTo(Thread.class)).isFalse();
      assertThatThrownBy(() -> message.getBody(Thread.class))
          .isInstanceOf(MessageFormatException.class);
    }
  }

  @Rule({"body.20", "body.21"})
  @Test
  void streamsHaveNoBodyToGetAndEmptyMessagesHaveNull() throws Exception {
    StreamMessage stream = session.createStreamMessage();
    stream.writeInt(1);
    Message received = overTheWire(stream);
    Message empty = overTheWire(session.createMessage());
    Message nullText = overTheWire(session.createTextMessage(null));

    assertThat(received.isBodyAssignableTo(Object.class)).isFalse();
    assertThatThrownBy(() -> received.getBody(Object.class))
        .isInstanceOf(MessageFormatException.class);
    assertThat(empty.isBodyAssignableTo(Thread.class)).isTrue();
    assertThat(empty.getBody(Thread.class)).isNull();
    assertThat(nullText.getBody(Thread.class)).isNull();
  }

  @Rule("body.18")
  @Test
  void aTextMayBeNullOrEmpty() throws Exception {
    assertThat(((TextMessage) overTheWire(session.createTextMessage())).getText()).isNull();
    assertThat(((TextMessage) overTheWire(session.createTextMessage(""))).getText()).isEmpty();
  }
}
