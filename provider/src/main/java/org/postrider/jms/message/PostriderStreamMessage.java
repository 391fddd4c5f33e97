// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;

/**
 * A message with values one after the other.
 *
 * <p>Not thread-safe. Received values keep their AMQP types and are converted when they are read.
 */
final class PostriderStreamMessage extends PostriderMessage implements StreamMessage {

  static final byte TYPE = 4;

  private static final int NOT_IN_BYTES = -1;

  private @Nullable EncodedMessage unread;
  private List<@Nullable Object> elements = new ArrayList<>();

  /** Whether the body came as an amqp-value, so that it goes on as one. */
  private boolean asValue;

  private int position;

  /** How much of the octets at the position was read, while readBytes is at them. */
  private int bytesPosition = NOT_IN_BYTES;

  PostriderStreamMessage(MessageSettings settings) {
    super(settings);
  }

  PostriderStreamMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
    unread = encoded;
    asValue = encoded.bodyKind() == BodyKind.VALUE;
  }

  private List<@Nullable Object> elements() throws JMSException {
    EncodedMessage message = unread;
    if (message != null) {
      List<@Nullable Object> decoded = read(message, PostriderStreamMessage::elementsOf);
      elements = decoded == null ? new ArrayList<>() : decoded;
      unread = null;
    }
    return elements;
  }

  private static List<@Nullable Object> elementsOf(EncodedMessage message) throws JMSException {
    if (message.bodyKind() == BodyKind.SEQUENCE || message.bodyKind() == BodyKind.NONE) {
      return new ArrayList<>(message.sequence());
    }
    Object value = message.bodyKind() == BodyKind.VALUE ? message.value() : message.data();
    if (value == null) {
      return new ArrayList<>();
    }
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw new MessageFormatException("the body holds no list but " + message.bodyKind());
  }

  /** The element at the position; {@link #pass} goes on, once it was converted. */
  private @Nullable Object peek() throws JMSException {
    if (!isBodyReadOnly()) {
      throw new MessageNotReadableException("the body is write-only; reset makes it readable");
    }
    if (bytesPosition != NOT_IN_BYTES) {
      throw new MessageFormatException("readBytes must be called until all octets are read");
    }
    if (position >= elements().size()) {
      throw new MessageEOFException("all " + elements().size() + " elements are read");
    }
    return JmsValues.element(elements().get(position));
  }

  private <T> T pass(T value) {
    position++;
    return value;
  }

  private void write(@Nullable Object value) throws JMSException {
    checkBodyWritable();
    elements.add(value);
  }

  @Override
  public boolean readBoolean() throws JMSException {
    return pass(Conversion.toBoolean(peek()));
  }

  @Override
  public byte readByte() throws JMSException {
    return pass(Conversion.toByte(peek()));
  }

  @Override
  public short readShort() throws JMSException {
    return pass(Conversion.toShort(peek()));
  }

  @Override
  public char readChar() throws JMSException {
    return pass(Conversion.toChar(peek()));
  }

  @Override
  public int readInt() throws JMSException {
    return pass(Conversion.toInt(peek()));
  }

  @Override
  public long readLong() throws JMSException {
    return pass(Conversion.toLong(peek()));
  }

  @Override
  public float readFloat() throws JMSException {
    return pass(Conversion.toFloat(peek()));
  }

  @Override
  public double readDouble() throws JMSException {
    return pass(Conversion.toDouble(peek()));
  }

  @Override
  public @Nullable String readString() throws JMSException {
    String value = Conversion.toText(peek());
    position++;
    return value;
  }

  @Override
  public @Nullable Object readObject() throws JMSException {
    Object value = peek();
    position++;
    return value;
  }

  @Override
  public int readBytes(byte[] value) throws JMSException {
    Objects.requireNonNull(value, "value");
    int start = bytesPosition;
    bytesPosition = NOT_IN_BYTES;
    byte[] octets;
    try {
      octets = Conversion.toBytes(peek());
    } catch (JMSException refused) {
      bytesPosition = start;
      throw refused;
    }
    if (octets == null) {
      position++;
      return -1;
    }
    int from = Math.max(start, 0);
    int count = Math.min(value.length, octets.length - from);
    System.arraycopy(octets, from, value, 0, count);
    // An exact fit ends with the next call only, which gives -1 unless the field was empty.
    if (count == value.length && value.length > 0) {
      bytesPosition = from + count;
      return count;
    }
    position++;
    return count == 0 && from > 0 ? -1 : count;
  }

  @Override
  public void writeBoolean(boolean value) throws JMSException {
    write(value);
  }

  @Override
  public void writeByte(byte value) throws JMSException {
    write(value);
  }

  @Override
  public void writeShort(short value) throws JMSException {
    write(value);
  }

  @Override
  public void writeChar(char value) throws JMSException {
    write(value);
  }

  @Override
  public void writeInt(int value) throws JMSException {
    write(value);
  }

  @Override
  public void writeLong(long value) throws JMSException {
    write(value);
  }

  @Override
  public void writeFloat(float value) throws JMSException {
    write(value);
  }

  @Override
  public void writeDouble(double value) throws JMSException {
    write(value);
  }

  @Override
  public void writeString(@Nullable String value) throws JMSException {
    write(value);
  }

  @Override
  public void writeBytes(byte @Nullable [] value) throws JMSException {
    write(value == null ? null : value.clone());
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) throws JMSException {
    Objects.checkFromIndexSize(offset, length, value.length);
    write(Arrays.copyOfRange(value, offset, offset + length));
  }

  @Override
  public void writeObject(@Nullable Object value) throws JMSException {
    checkBodyWritable();
    write(Conversion.checkedElement(value));
  }

  @Override
  public void reset() {
    setBodyReadOnly(true);
    position = 0;
    bytesPosition = NOT_IN_BYTES;
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
    if (asValue) {
      out.value(elements());
    } else {
      out.sequence(elements());
    }
  }

  @Override
  void emptyBody() {
    unread = null;
    elements = new ArrayList<>();
    asValue = false;
    position = 0;
    bytesPosition = NOT_IN_BYTES;
  }

  @Override
  public boolean hasBody() throws JMSException {
    return !elements().isEmpty();
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    throw new MessageFormatException("a StreamMessage has no body to be given as a whole");
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) {
    return false;
  }
}
