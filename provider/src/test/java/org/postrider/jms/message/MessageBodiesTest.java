// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;

/** Text, map, stream and object bodies. */
class MessageBodiesTest {

  @Test
  void aTextArrivesAndIsReadOnlyUntilCleared() throws JMSException {
    TextMessage message = Wire.FACTORY.createTextMessage("grüße");
    TextMessage received = Wire.sent(message);

    assertThat(received.getText()).isEqualTo("grüße");
    assertThat(received.getBody(CharSequence.class)).isEqualTo("grüße");
    assertThat(received.isBodyAssignableTo(Integer.class)).isFalse();
    assertThatThrownBy(() -> received.getBody(Integer.class))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> received.setText("x"))
        .isInstanceOf(MessageNotWriteableException.class);
    received.clearBody();
    assertThat(received.getText()).isNull();
    assertThat(received.isBodyAssignableTo(Integer.class)).isTrue();
    received.setText("x");
    assertThat(received.getText()).isEqualTo("x");
  }

  @Test
  void aPlainMessageHasNoBodyOfAnyType() throws JMSException {
    Message message = Wire.sent(Wire.FACTORY.createMessage());

    assertThat(message.getBody(String.class)).isNull();
    assertThat(message.isBodyAssignableTo(String.class)).isTrue();
    assertThat(((PostriderMessage) message).hasBody()).isFalse();
  }

  @Test
  void aMapHoldsCopiesAndGivesCopies() throws JMSException {
    byte[] octets = {1, 2};
    MapMessage message = Wire.FACTORY.createMapMessage();
    message.setBytes("b", octets);
    message.setChar("c", 'x');
    message.setObject("n", null);
    octets[0] = 9;
    message.getBytes("b")[1] = 9;

    for (MapMessage each : List.of(message, Wire.sent(message))) {
      assertThat(each.getBytes("b")).containsExactly(1, 2);
      assertThat(each.getChar("c")).isEqualTo('x');
      assertThat(each.itemExists("n")).isTrue();
      assertThat(each.itemExists("m")).isFalse();
      assertThat(each.getObject("m")).isNull();
      assertThat(each.getMapNames().hasMoreElements()).isTrue();
      assertThat(((Map<?, ?>) each.getBody(Map.class)).size()).isEqualTo(3);
      assertThatThrownBy(() -> each.getBody(HashMap.class))
          .isInstanceOf(MessageFormatException.class);
    }
    assertThatThrownBy(() -> Wire.sent(message).setInt("i", 1))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.setObject("o", List.of()))
        .isInstanceOf(MessageFormatException.class);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void aMapNameMustBeThere(String name) {
    MapMessage message = Wire.FACTORY.createMapMessage();

    assertThatIllegalArgumentException().isThrownBy(() -> message.setInt(name, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> message.getInt(name));
  }

  @Test
  void octetsOfAStreamAreReadInPieces() throws JMSException {
    StreamMessage message = Wire.FACTORY.createStreamMessage();
    message.writeBytes(new byte[] {1, 2, 3, 4});
    message.writeBytes(new byte[0]);
    message.writeBytes(null);
    message.writeString("end");
    StreamMessage received = Wire.sent(message);
    ((PostriderMessage) message).sent();

    byte[] two = new byte[2];
    for (StreamMessage each : List.of(message, received)) {
      assertThat(each.readBytes(two)).isEqualTo(2);
      assertThat(two).containsExactly(1, 2);
      assertThatThrownBy(each::readString).isInstanceOf(MessageFormatException.class);
      assertThatThrownBy(each::readObject).isInstanceOf(MessageFormatException.class);
      assertThat(each.readBytes(two)).isEqualTo(2);
      assertThat(two).containsExactly(3, 4);
      assertThat(each.readBytes(two)).isEqualTo(-1);
      assertThat(each.readBytes(two)).isZero();
      assertThat(each.readBytes(two)).isEqualTo(-1);
      assertThatThrownBy(() -> each.readBytes(two)).isInstanceOf(MessageFormatException.class);
      assertThat(each.readString()).isEqualTo("end");
      assertThatThrownBy(each::readString).isInstanceOf(MessageEOFException.class);
      each.reset();
      assertThat(each.readObject()).isEqualTo(new byte[] {1, 2, 3, 4});
    }
  }

  @Test
  void aStreamIsWriteOnlyThenReadOnly() throws JMSException {
    StreamMessage message = Wire.FACTORY.createStreamMessage();
    message.writeInt(1);

    assertThatThrownBy(message::readInt).isInstanceOf(MessageNotReadableException.class);
    message.reset();
    assertThatThrownBy(() -> message.writeInt(2)).isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.getBody(Object.class))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.isBodyAssignableTo(Object.class)).isFalse();
    message.clearBody();
    message.writeInt(3);
    message.reset();
    assertThat(message.readInt()).isEqualTo(3);
    assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void aTextThatIsNoNumberDoesNotMoveTheStreamOn() throws JMSException {
    StreamMessage message = Wire.FACTORY.createStreamMessage();
    message.writeString("x");
    message.reset();

    assertThatThrownBy(message::readInt).isInstanceOf(NumberFormatException.class);
    assertThat(message.readString()).isEqualTo("x");
  }

  @Test
  void aStreamThatCameAsValueGoesOnAsValue() throws JMSException {
    Message value = Wire.received(out -> out.value(List.of(1)));

    assertThat(Wire.sections(value).bodyKind()).isEqualTo(BodyKind.VALUE);
    assertThat(Wire.sections(Wire.received(out -> out.sequence(List.of(1)))).bodyKind())
        .isEqualTo(BodyKind.SEQUENCE);
  }

  @Test
  void anObjectIsASnapshotEachTime() throws JMSException {
    ArrayList<String> list = new ArrayList<>(List.of("a"));
    ObjectMessage message = Wire.FACTORY.createObjectMessage(list);
    list.add("b");

    ObjectMessage received = Wire.sent(message);

    assertThat(message.getObject()).isEqualTo(List.of("a")).isNotSameAs(message.getObject());
    assertThat(received.getObject()).isEqualTo(List.of("a"));
    assertThat((Object) received.getBody(List.class)).isEqualTo(List.of("a"));
    assertThat(Wire.<ObjectMessage>sent(Wire.FACTORY.createObjectMessage(null)).getObject())
        .isNull();
  }

  @Test
  void aTypedObjectGoesAsAValue() throws JMSException {
    ObjectMessage message = Wire.FACTORY.createObjectMessage(new HashMap<>(Map.of("k", 1)));
    message.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);

    EncodedMessage sections = Wire.sections(message);
    ObjectMessage received = Wire.sent(message);

    assertThat(sections.value()).isEqualTo(Map.of("k", 1));
    assertThat(sections.properties().contentType()).isNull();
    assertThat(received.getObject()).isEqualTo(Map.of("k", 1));
    assertThat(received.getBooleanProperty("JMS_AMQP_TYPED_ENCODING")).isTrue();
    assertThatThrownBy(() -> message.setObject(Instant.EPOCH))
        .isInstanceOf(MessageFormatException.class);
  }

  @Test
  void whatCannotBeSerializedIsRefusedAtOnce() {
    ArrayList<Object> list = new ArrayList<>(List.of(new Object()));

    assertThatThrownBy(() -> Wire.FACTORY.createObjectMessage(list))
        .isInstanceOf(MessageFormatException.class);
  }
}
