// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A buffer that must grow is copied: so it has room for the message from the beginning. */
class EncoderRoomTest {

  private static final int LARGE = 5_000_000;

  private final MessageEncoder encoder =
      new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, Wire.SETTINGS);

  @Test
  void aLargeBodyIsWrittenIntoABufferOfItsSize() throws JMSException {
    BytesMessage bytes = Wire.FACTORY.createBytesMessage();
    bytes.writeBytes(new byte[LARGE]);
    ObjectMessage object = Wire.FACTORY.createObjectMessage(new byte[LARGE]);

    for (Message each : List.of(bytes, Wire.FACTORY.createTextMessage("x".repeat(LARGE)), object)) {
      assertThat(capacityFor(each)).isBetween(LARGE, LARGE + 1000);
    }
  }

  @Test
  void aSmallMessageBehindALargeOneGetsASmallBuffer() throws JMSException {
    capacityFor(Wire.FACTORY.createTextMessage("x".repeat(LARGE)));

    assertThat(capacityFor(Wire.FACTORY.createTextMessage("x")))
        .isLessThan(SharedBuffer.MAX_OCTETS);
  }

  @Test
  void aTextThatNeedsMoreOctetsThanCharactersIsWrittenWhole() throws JMSException {
    String text = "\u20ac".repeat(100_000);

    assertThat(Wire.sent(Wire.FACTORY.createTextMessage(text)).getText()).isEqualTo(text);
  }

  private int capacityFor(Message message) throws JMSException {
    ByteBuf buffer = encoder.encode((PostriderMessage) message);
    try {
      return buffer.capacity();
    } finally {
      buffer.release();
    }
  }
}
