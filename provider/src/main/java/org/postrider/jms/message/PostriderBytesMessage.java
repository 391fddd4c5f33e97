// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.BigEndian;
import org.postrider.jms.error.JmsErrors;

/**
 * A message with octets, read and written as by {@link java.io.DataInput} and {@link
 * java.io.DataOutput}.
 *
 * <p>Not thread-safe. The octets of a received message are read where they came, without a copy. It
 * extends over 300 lines because {@link BytesMessage} has 28 methods.
 */
final class PostriderBytesMessage extends PostriderMessage implements BytesMessage {

  static final byte TYPE = 3;

  private static final int INITIAL_OCTETS = 256;
  private static final byte[] NOTHING = new byte[0];

  // What a buffer has, without the buffer: it would be one more object for each message.

  /** The body is in this array, from start to end; null for one that came and was not read yet. */
  private byte @Nullable [] octets;

  private int start;
  private int position;
  private int end;

  PostriderBytesMessage(MessageSettings settings) {
    super(settings);
    octets = NOTHING;
  }

  PostriderBytesMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
  }

  private byte[] content() throws JMSException {
    byte[] known = octets;
    EncodedMessage message = received();
    if (known != null || message == null) {
      return known == null ? NOTHING : known;
    }
    int offset = message.dataOffset();
    if (offset >= 0) {
      hold(message.octets(), offset, message.dataEnd() - offset);
      return content();
    }
    Binary body = read(message, PostriderBytesMessage::binaryOf);
    if (body == null) {
      hold(NOTHING, 0, 0);
    } else {
      byte[] copy = body.toByteArray();
      hold(copy, 0, copy.length);
    }
    return content();
  }

  private void hold(byte[] array, int offset, int length) {
    octets = array;
    start = offset;
    position = offset;
    end = offset + length;
  }

  private static @Nullable Binary binaryOf(EncodedMessage message) throws JMSException {
    if (message.bodyKind() == BodyKind.DATA || message.bodyKind() == BodyKind.NONE) {
      return message.data();
    }
    Object value = message.bodyKind() == BodyKind.VALUE ? message.value() : message.sequence();
    if (value == null || value instanceof Binary) {
      return (Binary) value;
    }
    throw new MessageFormatException("the body holds no octets but " + message.bodyKind());
  }

  private byte[] readable() throws JMSException {
    if (!isBodyReadOnly()) {
      throw new MessageNotReadableException("the body is write-only; reset makes it readable");
    }
    return content();
  }

  /** The array with a number of octets left to read. */
  private byte[] readable(int count) throws JMSException {
    byte[] content = readable();
    if (end - position < count) {
      throw new MessageEOFException(
          count + " octets wanted where " + (end - position) + " are left");
    }
    return content;
  }

  /** Passes over what is read; gives where it began. */
  private int pass(int count) {
    int at = position;
    position = at + count;
    return at;
  }

  /** The array with room for a number of octets at the end. */
  private byte[] writable(int count) throws JMSException {
    checkBodyWritable();
    byte[] content = content();
    int wanted = Math.addExact(end, count);
    if (wanted > content.length) {
      // Most bodies are written at once, so that the first octets tell how many there are.
      int more = end == 0 && count >= INITIAL_OCTETS ? wanted : Math.max(INITIAL_OCTETS, 2 * end);
      content = Arrays.copyOf(content, more < wanted ? wanted : more);
      octets = content;
    }
    return content;
  }

  /** Counts what is written; gives where it begins. */
  private int add(int count) {
    int at = end;
    end = at + count;
    return at;
  }

  @Override
  public long getBodyLength() throws JMSException {
    readable();
    return (long) end - start;
  }

  @Override
  public boolean readBoolean() throws JMSException {
    return readByte() != 0;
  }

  @Override
  public byte readByte() throws JMSException {
    return readable(Byte.BYTES)[pass(Byte.BYTES)];
  }

  @Override
  public int readUnsignedByte() throws JMSException {
    return readByte() & 0xFF;
  }

  @Override
  public short readShort() throws JMSException {
    return BigEndian.getShort(readable(Short.BYTES), pass(Short.BYTES));
  }

  @Override
  public int readUnsignedShort() throws JMSException {
    return readShort() & 0xFFFF;
  }

  @Override
  public char readChar() throws JMSException {
    return (char) readShort();
  }

  @Override
  public int readInt() throws JMSException {
    return BigEndian.getInt(readable(Integer.BYTES), pass(Integer.BYTES));
  }

  @Override
  public long readLong() throws JMSException {
    return BigEndian.getLong(readable(Long.BYTES), pass(Long.BYTES));
  }

  @Override
  public float readFloat() throws JMSException {
    return Float.intBitsToFloat(readInt());
  }

  @Override
  public double readDouble() throws JMSException {
    return Double.longBitsToDouble(readLong());
  }

  @Override
  public String readUTF() throws JMSException {
    byte[] content = readable();
    ByteArrayInputStream left = new ByteArrayInputStream(content, position, end - position);
    try (DataInputStream in = new DataInputStream(left)) {
      String text = in.readUTF();
      position = end - left.available();
      return text;
    } catch (EOFException eof) {
      throw JmsErrors.withCause(new MessageEOFException("the text ends behind the body"), eof);
    } catch (IOException malformed) {
      throw JmsErrors.withCause(
          new MessageFormatException("the octets are no text in modified UTF-8"), malformed);
    }
  }

  @Override
  public int readBytes(byte[] value) throws JMSException {
    return readBytes(value, value.length);
  }

  @Override
  public int readBytes(byte[] value, int length) throws JMSException {
    Objects.checkFromIndexSize(0, length, value.length);
    byte[] content = readable();
    int count = Math.min(length, end - position);
    System.arraycopy(content, pass(count), value, 0, count);
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public void writeBoolean(boolean value) throws JMSException {
    writeByte((byte) (value ? 1 : 0));
  }

  @Override
  public void writeByte(byte value) throws JMSException {
    byte[] content = writable(Byte.BYTES);
    content[add(Byte.BYTES)] = value;
  }

  @Override
  public void writeShort(short value) throws JMSException {
    BigEndian.putShort(writable(Short.BYTES), add(Short.BYTES), value);
  }

  @Override
  public void writeChar(char value) throws JMSException {
    writeShort((short) value);
  }

  @Override
  public void writeInt(int value) throws JMSException {
    BigEndian.putInt(writable(Integer.BYTES), add(Integer.BYTES), value);
  }

  @Override
  public void writeLong(long value) throws JMSException {
    BigEndian.putLong(writable(Long.BYTES), add(Long.BYTES), value);
  }

  @Override
  public void writeFloat(float value) throws JMSException {
    writeInt(Float.floatToIntBits(value));
  }

  @Override
  public void writeDouble(double value) throws JMSException {
    writeLong(Double.doubleToLongBits(value));
  }

  @Override
  public void writeUTF(String value) throws JMSException {
    checkBodyWritable();
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(encoded)) {
      out.writeUTF(value);
    } catch (IOException tooLong) {
      throw JmsErrors.withCause(
          new MessageFormatException("a text must not need more than 65535 octets"), tooLong);
    }
    writeBytes(encoded.toByteArray());
  }

  @Override
  public void writeBytes(byte[] value) throws JMSException {
    writeBytes(value, 0, value.length);
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) throws JMSException {
    Objects.checkFromIndexSize(offset, length, value.length);
    byte[] content = writable(length);
    System.arraycopy(value, offset, content, add(length), length);
  }

  @Override
  public void writeObject(Object value) throws JMSException {
    Objects.requireNonNull(value, "value");
    if (value instanceof byte[] octets) {
      writeBytes(octets);
    } else if (value instanceof String text) {
      writeUTF(text);
    } else if (value instanceof Boolean bool) {
      writeBoolean(bool);
    } else if (value instanceof Character character) {
      writeChar(character);
    } else {
      writeNumber(Conversion.checkedProperty(value));
    }
  }

  private void writeNumber(@Nullable Object number) throws JMSException {
    if (number instanceof Byte value) {
      writeByte(value);
    } else if (number instanceof Short value) {
      writeShort(value);
    } else if (number instanceof Integer value) {
      writeInt(value);
    } else if (number instanceof Long value) {
      writeLong(value);
    } else if (number instanceof Float value) {
      writeFloat(value);
    } else if (number instanceof Double value) {
      writeDouble(value);
    }
  }

  @Override
  public void reset() {
    setBodyReadOnly(true);
    position = start;
  }

  @Override
  public void sent() {
    reset();
  }

  @Override
  byte typeCode() {
    return TYPE;
  }

  @Override
  int bodyOctets() throws JMSException {
    content();
    return end - start;
  }

  /** What is written later lies behind these, or in another array. */
  @Override
  ByteBuf lentBody() throws JMSException {
    byte[] content = content();
    return Unpooled.wrappedBuffer(content, start, end - start);
  }

  @Override
  void writeBody(MessageWriter out) throws JMSException {
    byte[] content = content();
    out.data(content, start, end - start);
  }

  @Override
  Symbol contentTypeToSend() throws JMSException {
    Symbol own = headers().properties().contentType;
    return own == null ? ContentTypes.OCTET_STREAM : own;
  }

  @Override
  void emptyBody() {
    hold(NOTHING, 0, 0);
  }

  @Override
  public boolean hasBody() throws JMSException {
    content();
    return end > start;
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    reset();
    byte[] content = content();
    return bodyAs(type, hasBody() ? Arrays.copyOfRange(content, start, end) : null);
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) throws JMSException {
    return !hasBody() || type == byte[].class || type == Object.class;
  }
}
