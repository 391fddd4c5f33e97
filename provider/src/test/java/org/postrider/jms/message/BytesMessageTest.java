// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Binary;

/** Messages with octets. */
class BytesMessageTest {

  private final BytesMessage message = Wire.FACTORY.createBytesMessage();

  @Test
  void whatIsWrittenIsReadInOrderHereAndThere() throws JMSException {
    message.writeBoolean(true);
    message.writeByte((byte) -1);
    message.writeShort((short) -2);
    message.writeChar('ä');
    message.writeInt(-3);
    message.writeLong(-4);
    message.writeFloat(1.5f);
    message.writeDouble(2.5);
    message.writeUTF("\0ü€");
    message.writeObject(new byte[] {1, 2});
    message.writeBytes(new byte[] {9, 3, 9}, 1, 1);
    BytesMessage received = Wire.sent(message);
    message.reset();

    for (BytesMessage each : List.of(message, received)) {
      assertThat(each.getBodyLength()).isEqualTo(42);
      assertThat(each.readBoolean()).isTrue();
      assertThat(each.readUnsignedByte()).isEqualTo(255);
      assertThat(each.readUnsignedShort()).isEqualTo(65_534);
      assertThat(each.readChar()).isEqualTo('ä');
      assertThat(each.readInt()).isEqualTo(-3);
      assertThat(each.readLong()).isEqualTo(-4);
      assertThat(each.readFloat()).isEqualTo(1.5f);
      assertThat(each.readDouble()).isEqualTo(2.5);
      assertThat(each.readUTF()).isEqualTo("\0ü€");
      byte[] rest = new byte[5];
      assertThat(each.readBytes(rest)).isEqualTo(3);
      assertThat(rest).containsExactly(1, 2, 3, 0, 0);
      assertThat(each.readBytes(rest)).isEqualTo(-1);
      assertThat(each.readBytes(new byte[0])).isZero();
    }
  }

  @Test
  void objectsAreWrittenByTheirType() throws JMSException {
    for (Object value : new Object[] {true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "s"}) {
      message.writeObject(value);
    }
    message.reset();

    assertThat(message.getBodyLength()).isEqualTo(1 + 1 + 2 + 2 + 4 + 8 + 4 + 8 + 3);
    BytesMessage other = Wire.FACTORY.createBytesMessage();
    assertThatThrownBy(() -> other.writeObject(List.of()))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> other.writeObject(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aFailedReadDoesNotMoveOn() throws JMSException {
    message.writeShort((short) 0x00FF);
    message.writeByte((byte) 7);
    message.reset();

    assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(message::readUTF).isInstanceOf(MessageEOFException.class);
    assertThat(message.readShort()).isEqualTo((short) 0x00FF);
    assertThat(message.readByte()).isEqualTo((byte) 7);
    assertThatThrownBy(message::readByte).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void malformedTextIsRefusedInItsPlace() throws JMSException {
    message.writeShort((short) 1);
    message.writeByte((byte) 0xFF);
    message.reset();

    assertThatThrownBy(message::readUTF).isInstanceOf(MessageFormatException.class);
    assertThat(message.readShort()).isEqualTo((short) 1);
  }

  @Test
  void aFreshOneIsWriteOnlyAndAResetOneReadOnly() throws JMSException {
    assertThatThrownBy(message::readByte).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(message::getBodyLength).isInstanceOf(MessageNotReadableException.class);
    message.reset();
    assertThatThrownBy(() -> message.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
    message.clearBody();
    message.writeInt(1);
    message.reset();
    assertThat(message.getBodyLength()).isEqualTo(4);
  }

  @Test
  void aReceivedOneIsWritableAgainOnceCleared() throws JMSException {
    message.writeInt(1);
    BytesMessage received = Wire.sent(message);

    assertThatThrownBy(() -> received.writeInt(2)).isInstanceOf(MessageNotWriteableException.class);
    received.clearBody();
    received.writeByte((byte) 5);
    received.reset();

    assertThat(received.getBody(byte[].class)).containsExactly(5);
  }

  @Test
  void lengthsOutOfRangeAreRefusedBeforeReading() throws JMSException {
    message.writeInt(1);
    message.reset();

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> message.readBytes(new byte[2], 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> message.readBytes(new byte[2], -1));
    assertThat(message.readInt()).isEqualTo(1);
  }

  @Test
  void theWholeBodyIsACopyAndReadingBeginsAnew() throws JMSException {
    message.writeInt(7);
    BytesMessage received = Wire.sent(message);
    received.readShort();

    received.getBody(byte[].class)[0] = 9;

    assertThat(received.readInt()).isEqualTo(7);
    assertThat(received.isBodyAssignableTo(byte[].class)).isTrue();
    assertThat(received.isBodyAssignableTo(Object.class)).isTrue();
    assertThat(received.isBodyAssignableTo(String.class)).isFalse();
    assertThatThrownBy(() -> received.getBody(String.class))
        .isInstanceOf(MessageFormatException.class);
    assertThat(received.isBodyAssignableTo(Serializable.class)).isFalse();
    assertThat(Wire.FACTORY.createBytesMessage().getBody(String.class)).isNull();
  }

  @Test
  void severalDataSectionsAreOneBody() throws JMSException {
    BytesMessage received =
        (BytesMessage)
            Wire.received(
                out -> {
                  out.data(Binary.wrap(new byte[] {1, 2}));
                  out.data(Binary.wrap(new byte[] {3}));
                });

    assertThat(received.getBodyLength()).isEqualTo(3);
    assertThat(received.getBody(byte[].class)).containsExactly(1, 2, 3);
    assertThat(Wire.sections(received).data().toByteArray()).containsExactly(1, 2, 3);
  }

  @Test
  void anEmptyBodyIsASectionWithoutOctets() throws JMSException {
    EncodedMessage sections = Wire.sections(message);

    assertThat(sections.bodySections()).isEqualTo(1);
    assertThat(sections.data().length()).isZero();
    assertThat(sections.properties().contentType()).hasToString("application/octet-stream");
  }

  @Test
  void aTextTooLongForItsLengthIsRefused() throws JMSException {
    message.writeByte((byte) 1);
    assertThatThrownBy(() -> message.writeUTF("x".repeat(65_536)))
        .isInstanceOf(MessageFormatException.class);
    message.reset();
    assertThat(message.getBodyLength()).isEqualTo(1);
  }
}
