// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.JmsErrors;

/**
 * A message with octets, read and written as by {@link java.io.DataInput} and {@link
 * java.io.DataOutput}.
 *
 * <p>Not thread-safe. The buffer is on the heap and not pooled, so it needs no release. It extends
 * over 300 lines because {@link BytesMessage} has 28 methods.
 */
final class PostriderBytesMessage extends PostriderMessage implements BytesMessage {

  static final byte TYPE = 3;

  private static final int INITIAL_OCTETS = 256;

  private @Nullable EncodedMessage unread;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  PostriderBytesMessage(MessageSettings settings) {
    super(settings);
  }

  PostriderBytesMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
    unread = encoded;
  }

  private ByteBuf content() throws JMSException {
    EncodedMessage message = unread;
    if (message != null) {
      ByteBuf octets = read(message, PostriderBytesMessage::octetsOf);
      body = octets == null ? Unpooled.EMPTY_BUFFER : octets;
      unread = null;
    }
    return body;
  }

  /** A view, which is only read. */
  private static @Nullable ByteBuf octetsOf(EncodedMessage message) throws JMSException {
    int start = message.dataOffset();
    if (start >= 0) {
      return Unpooled.wrappedBuffer(message.octets(), start, message.data().length());
    }
    Binary octets = binaryOf(message);
    return octets == null ? null : Unpooled.wrappedBuffer(octets.asByteBuffer());
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

  /** The body with a number of octets left to read. */
  private ByteBuf readable(int octets) throws JMSException {
    ByteBuf content = readable();
    if (content.readableBytes() < octets) {
      throw new MessageEOFException(
          octets + " octets wanted where " + content.readableBytes() + " are left");
    }
    return content;
  }

  private ByteBuf readable() throws JMSException {
    if (!isBodyReadOnly()) {
      throw new MessageNotReadableException("the body is write-only; reset makes it readable");
    }
    return content();
  }

  private ByteBuf writable() throws JMSException {
    return writable(INITIAL_OCTETS);
  }

  /** Most bodies are written at once, so that the first octets tell how many there are. */
  private ByteBuf writable(int octets) throws JMSException {
    checkBodyWritable();
    if (body.maxCapacity() == 0) {
      body = Unpooled.buffer(octets);
    }
    return body;
  }

  @Override
  public long getBodyLength() throws JMSException {
    return readable().writerIndex();
  }

  @Override
  public boolean readBoolean() throws JMSException {
    return readable(1).readByte() != 0;
  }

  @Override
  public byte readByte() throws JMSException {
    return readable(1).readByte();
  }

  @Override
  public int readUnsignedByte() throws JMSException {
    return readable(1).readUnsignedByte();
  }

  @Override
  public short readShort() throws JMSException {
    return readable(2).readShort();
  }

  @Override
  public int readUnsignedShort() throws JMSException {
    return readable(2).readUnsignedShort();
  }

  @Override
  public char readChar() throws JMSException {
    return readable(2).readChar();
  }

  @Override
  public int readInt() throws JMSException {
    return readable(4).readInt();
  }

  @Override
  public long readLong() throws JMSException {
    return readable(8).readLong();
  }

  @Override
  public float readFloat() throws JMSException {
    return readable(4).readFloat();
  }

  @Override
  public double readDouble() throws JMSException {
    return readable(8).readDouble();
  }

  @Override
  public String readUTF() throws JMSException {
    ByteBuf content = readable();
    int start = content.readerIndex();
    try (DataInputStream in = new DataInputStream(new ByteBufInputStream(content))) {
      return in.readUTF();
    } catch (EOFException end) {
      content.readerIndex(start);
      throw JmsErrors.withCause(new MessageEOFException("the text ends behind the body"), end);
    } catch (IOException malformed) {
      content.readerIndex(start);
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
    ByteBuf content = readable();
    int count = Math.min(length, content.readableBytes());
    content.readBytes(value, 0, count);
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public void writeBoolean(boolean value) throws JMSException {
    writable().writeBoolean(value);
  }

  @Override
  public void writeByte(byte value) throws JMSException {
    writable().writeByte(value);
  }

  @Override
  public void writeShort(short value) throws JMSException {
    writable().writeShort(value);
  }

  @Override
  public void writeChar(char value) throws JMSException {
    writable().writeChar(value);
  }

  @Override
  public void writeInt(int value) throws JMSException {
    writable().writeInt(value);
  }

  @Override
  public void writeLong(long value) throws JMSException {
    writable().writeLong(value);
  }

  @Override
  public void writeFloat(float value) throws JMSException {
    writable().writeFloat(value);
  }

  @Override
  public void writeDouble(double value) throws JMSException {
    writable().writeDouble(value);
  }

  @Override
  public void writeUTF(String value) throws JMSException {
    ByteBuf content = writable();
    int start = content.writerIndex();
    try (DataOutputStream out = new DataOutputStream(new ByteBufOutputStream(content))) {
      out.writeUTF(value);
    } catch (IOException tooLong) {
      content.writerIndex(start);
      throw JmsErrors.withCause(
          new MessageFormatException("a text must not need more than 65535 octets"), tooLong);
    }
  }

  @Override
  public void writeBytes(byte[] value) throws JMSException {
    writable(value.length).writeBytes(value);
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) throws JMSException {
    writable(Math.max(length, 0)).writeBytes(value, offset, length);
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
    ByteBuf content = writable();
    if (number instanceof Byte value) {
      content.writeByte(value);
    } else if (number instanceof Short value) {
      content.writeShort(value);
    } else if (number instanceof Integer value) {
      content.writeInt(value);
    } else if (number instanceof Long value) {
      content.writeLong(value);
    } else if (number instanceof Float value) {
      content.writeFloat(value);
    } else if (number instanceof Double value) {
      content.writeDouble(value);
    }
  }

  @Override
  public void reset() {
    setBodyReadOnly(true);
    body.readerIndex(0);
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
  void writeBody(MessageWriter out) throws JMSException {
    ByteBuf content = content();
    int length = content.writerIndex();
    if (content.hasArray()) {
      out.data(content.array(), content.arrayOffset(), length);
    } else {
      out.data(Binary.wrap(ByteBufUtil.getBytes(content, 0, length, true)));
    }
  }

  @Override
  Symbol contentTypeToSend() throws JMSException {
    Symbol own = headers().properties().contentType;
    return own == null ? ContentTypes.OCTET_STREAM : own;
  }

  @Override
  void emptyBody() {
    unread = null;
    body = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public boolean hasBody() throws JMSException {
    return content().writerIndex() > 0;
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    reset();
    ByteBuf content = content();
    int length = content.writerIndex();
    return bodyAs(type, length == 0 ? null : ByteBufUtil.getBytes(content, 0, length, true));
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) throws JMSException {
    return !hasBody() || type == byte[].class || type == Object.class;
  }
}
