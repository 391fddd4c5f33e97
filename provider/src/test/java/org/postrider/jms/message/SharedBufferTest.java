// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small messages lie in one buffer, one behind the other. */
class SharedBufferTest {

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  private final MessageEncoder encoder = new MessageEncoder(allocator, Wire.SETTINGS);
  private final List<ByteBuf> held = new ArrayList<>();

  private byte[] encode(Message message) throws JMSException {
    ByteBuf buffer = encoder.encode((PostriderMessage) message);
    held.add(buffer);
    return ByteBufUtil.getBytes(buffer);
  }

  private byte[] encodedAlone(Message message) throws JMSException {
    MessageEncoder other = new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, Wire.SETTINGS);
    ByteBuf buffer = other.encode((PostriderMessage) message);
    byte[] octets = ByteBufUtil.getBytes(buffer);
    buffer.release();
    other.close();
    return octets;
  }

  private void releaseAll() {
    held.forEach(ByteBuf::release);
    held.clear();
  }

  private static BytesMessage message(int octets) throws JMSException {
    BytesMessage message = Wire.FACTORY.createBytesMessage();
    message.writeBytes(new byte[octets]);
    return message;
  }

  @Test
  void messagesThatAreHeldLieInFewBuffersAndNoneIsOverwritten() throws JMSException {
    List<byte[]> written = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Message message = message(100 + i);
      written.add(encode(message));
      starts.add(held.get(i).readerIndex());

      assertThat(written.get(i)).isEqualTo(encodedAlone(message));
    }

    assertThat(held.stream().distinct().count()).isLessThan(10);
    for (int i = 0; i < 100; i++) {
      byte[] there = ByteBufUtil.getBytes(held.get(i), starts.get(i), written.get(i).length);
      assertThat(there).isEqualTo(written.get(i));
    }
    releaseAll();
    encoder.close();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  @Test
  void aBufferWhoseMessagesAreGoneIsUsedFromItsBeginning() throws JMSException {
    encode(message(100));
    ByteBuf first = held.get(0);
    long used = allocator.metric().usedHeapMemory();

    for (int i = 0; i < 100; i++) {
      releaseAll();
      encode(message(100));
      assertThat(held.get(0)).isSameAs(first);
      assertThat(first.readerIndex()).isZero();
    }

    assertThat(allocator.metric().usedHeapMemory()).isEqualTo(used);
    releaseAll();
    encoder.close();
    assertThat(first.refCnt()).isZero();
  }

  @Test
  void aMessageThatNeedsMoreThanTheOthersIsWrittenWhole() throws JMSException {
    encode(message(10));
    Message larger = message(10);
    larger.setStringProperty("long", "x".repeat(20_000));
    Message wide = Wire.FACTORY.createTextMessage("\u20ac".repeat(1200));

    for (Message each : List.of(larger, message(10), wide)) {
      assertThat(encode(each)).isEqualTo(encodedAlone(each));
    }

    releaseAll();
    encoder.close();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  @Test
  void anEncoderThatIsClosedKeepsNothingAndWritesOn() throws JMSException {
    encode(message(10));
    encoder.close();

    assertThat(encode(message(20))).isEqualTo(encodedAlone(message(20)));
    releaseAll();

    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }
}
