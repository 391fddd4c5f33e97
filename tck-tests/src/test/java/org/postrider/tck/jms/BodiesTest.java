// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** The five kinds of body and the plain message. Jakarta Messaging 3.1 section 3.11. */
@Conformance
final class BodiesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("body.9")
  @Test
  void aMapComesBackWithTheTypesOfItsValues() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MapMessage sent = session.createMapMessage();
    sent.setBoolean("boolean", true);
    sent.setByte("byte", (byte) 1);
    sent.setShort("short", (short) 2);
    sent.setChar("char", 'ß');
    sent.setInt("int", 4);
    sent.setLong("long", 5);
    sent.setFloat("float", 6.5f);
    sent.setDouble("double", 7.5);
    sent.setString("string", "eight");
    sent.setBytes("bytes", new byte[] {9, 9});

    MapMessage received = (MapMessage) overTheWire(session, sent);

    assertThat(received.getObject("boolean")).isEqualTo(true);
    assertThat(received.getObject("byte")).isEqualTo((byte) 1);
    assertThat(received.getObject("short")).isEqualTo((short) 2);
    assertThat(received.getObject("char")).isEqualTo('ß');
    assertThat(received.getObject("int")).isEqualTo(4);
    assertThat(received.getObject("long")).isEqualTo(5L);
    assertThat(received.getObject("float")).isEqualTo(6.5f);
    assertThat(received.getObject("double")).isEqualTo(7.5);
    assertThat(received.getObject("string")).isEqualTo("eight");
    assertThat(received.getBytes("bytes")).containsExactly(9, 9);
    assertThat(received.getObject("none")).isNull();
  }

  @Rule({"body.14", "body.5"})
  @Test
  void aStreamComesBackInOrder() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    StreamMessage sent = session.createStreamMessage();
    sent.writeInt(1);
    sent.writeString("two");
    sent.writeBytes(new byte[] {3});
    sent.writeChar('4');
    sent.writeObject(null);

    StreamMessage received = (StreamMessage) overTheWire(session, sent);

    assertThat(received.readInt()).isEqualTo(1);
    assertThat(received.readString()).isEqualTo("two");
    assertThat((byte[]) received.readObject()).containsExactly(3);
    assertThat(received.readChar()).isEqualTo('4');
    assertThat(received.readObject()).isNull();
    assertThatThrownBy(received::readInt).isInstanceOf(MessageEOFException.class);
  }

  @Rule("body.15")
  @Test
  void anObjectComesBackEqual() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    ObjectMessage received =
        (ObjectMessage) overTheWire(session, session.createObjectMessage("an object"));

    assertThat(received.getObject()).isEqualTo("an object");
    assertThat(received.getBody(String.class)).isEqualTo("an object");
  }

  // Rule: primitives are written as DataOutput writes them and read in the same order.
  @Rule("body.4")
  @Test
  void bytesKeepTheirPrimitives() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    BytesMessage sent = session.createBytesMessage();
    sent.writeInt(0x01020304);
    sent.writeUTF("größer");
    sent.writeDouble(0.25);
    sent.writeBoolean(true);

    BytesMessage received = (BytesMessage) overTheWire(session, sent);

    assertThat(received.readInt()).isEqualTo(0x01020304);
    assertThat(received.readUTF()).isEqualTo("größer");
    assertThat(received.readDouble()).isEqualTo(0.25);
    assertThat(received.readBoolean()).isTrue();
    assertThatThrownBy(received::readByte).isInstanceOf(MessageEOFException.class);
  }

  // Rule: a fresh bytes message is write-only until reset.
  @Rule("body.3")
  @Test
  void freshBytesAreWriteOnlyUntilReset() throws Exception {
    BytesMessage message = jms.session(Session.AUTO_ACKNOWLEDGE).createBytesMessage();
    message.writeByte((byte) 5);

    assertThatThrownBy(message::readByte).isInstanceOf(MessageNotReadableException.class);
    message.reset();

    assertThat(message.readByte()).isEqualTo((byte) 5);
    assertThatThrownBy(() -> message.writeByte((byte) 6))
        .isInstanceOf(MessageNotWriteableException.class);
  }

  @Rule("body.21")
  @Test
  void aPlainMessageAndANullTextHaveNoBody() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    Message plain = overTheWire(session, session.createMessage());
    Message noText = overTheWire(session, session.createTextMessage());

    assertThat(plain.getBody(Object.class)).isNull();
    assertThat(noText).isInstanceOf(TextMessage.class);
    assertThat(((TextMessage) noText).getText()).isNull();
  }

  // Rule: a received body is read-only until clearBody; headers and properties stay.
  @Rule("body.1")
  @Test
  void aReceivedBodyIsReadOnlyUntilCleared() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    TextMessage sent = session.createTextMessage("old");
    sent.setStringProperty("kept", "yes");
    TextMessage received = (TextMessage) overTheWire(session, sent);

    assertThatThrownBy(() -> received.setText("new"))
        .isInstanceOf(MessageNotWriteableException.class);
    received.clearBody();
    assertThat(received.getText()).isNull();
    received.setText("new");

    assertThat(received.getText()).isEqualTo("new");
    assertThat(received.getStringProperty("kept")).isEqualTo("yes");
    assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
  }

  // Rule: getBody gives the body as a type that it can be assigned to, else refuses.
  @Rule("body.19")
  @Test
  void getBodyRefusesATypeThatDoesNotFit() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Message message = overTheWire(session, session.createTextMessage("text"));

    assertThat(message.isBodyAssignableTo(CharSequence.class)).isTrue();
    assertThat(message.getBody(CharSequence.class)).isEqualTo("text");
    assertThat(message.isBodyAssignableTo(byte[].class)).isFalse();
    assertThatThrownBy(() -> message.getBody(byte[].class))
        .isInstanceOf(MessageFormatException.class);
  }

  private Message overTheWire(Session session, Message message) throws JMSException {
    Queue queue = jms.queue(session);
    session.createProducer(queue).send(message);
    try (MessageConsumer consumer = session.createConsumer(queue)) {
      return consumer.receive(COMES_MS);
    }
  }
}
