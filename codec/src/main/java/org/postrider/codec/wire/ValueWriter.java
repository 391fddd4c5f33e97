// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/**
 * Writes AMQP values into a buffer, each in the shortest encoding of its type (AMQP 1.6).
 *
 * <p>Not thread-safe; made once and set on one buffer after the other. It writes to the buffer's
 * array directly; the buffer's writer index follows with {@link #flush}. Sizes of compound values
 * are written back in place, so nothing is allocated but the buffer.
 */
public final class ValueWriter {

  /** Constructor, size and count of a compound value in its wide form. */
  private static final int WIDE_COMPOUND_HEADER = 9;

  private static final int SHORT_COMPOUND_HEADER = 3;

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private byte[] bytes = Unpooled.EMPTY_BUFFER.array();
  private int base;
  private int position;
  private int end;
  // The depth in the lower half, the elements without octets in the upper: one store sets both.
  private long nesting;
  private boolean inCompoundKey;

  private final RepeatedTexts repeated = new RepeatedTexts();

  /** A writer that must be set on a buffer first. */
  public ValueWriter() {}

  /**
   * Sets the writer on a buffer, at its writer index.
   *
   * @param heapBuffer a buffer with an array
   * @throws IllegalArgumentException if the buffer has no array
   */
  public ValueWriter reset(ByteBuf heapBuffer) {
    if (!heapBuffer.hasArray()) {
      throw new IllegalArgumentException("a buffer with an array is needed, not " + heapBuffer);
    }
    hold(heapBuffer);
    attach(heapBuffer, heapBuffer.writerIndex());
    nesting = 0;
    inCompoundKey = false;
    return this;
  }

  /** A collector counts each store of a reference, and it is nearly always the same. */
  @SuppressWarnings("ReferenceEquality") // Equal octets are not the same buffer.
  private void hold(ByteBuf heapBuffer) {
    if (buffer != heapBuffer) {
      buffer = heapBuffer;
    }
  }

  private void attach(ByteBuf heapBuffer, int index) {
    byte[] array = heapBuffer.array();
    if (bytes != array) {
      bytes = array;
    }
    base = heapBuffer.arrayOffset();
    position = base + index;
    end = base + heapBuffer.capacity();
  }

  /** Moves the buffer's writer index behind what was written. */
  public ByteBuf flush() {
    buffer.writerIndex(position - base);
    return buffer;
  }

  /** The buffer's index at which the next octet will stand. */
  public int index() {
    return position - base;
  }

  /** Takes back everything from a buffer's index on. */
  public void truncate(int index) {
    position = base + index;
  }

  /** Null. */
  public void writeNull() {
    writeCode(FormatCode.NULL);
  }

  /** A boolean. */
  public void writeBoolean(boolean value) {
    writeCode(value ? FormatCode.TRUE : FormatCode.FALSE);
  }

  /** An ubyte: 0 to 255. */
  public void writeUbyte(int value) {
    writeSmall(FormatCode.UBYTE, value);
  }

  /** An ushort: 0 to 65535. */
  public void writeUshort(int value) {
    ensure(3);
    bytes[position] = (byte) FormatCode.USHORT;
    BigEndian.putShort(bytes, position + 1, value);
    position += 3;
  }

  /** An uint: the low 32 bits count. */
  public void writeUint(long value) {
    int bits = (int) value;
    if (bits == 0) {
      writeCode(FormatCode.UINT_0);
    } else if ((bits & ~0xFF) == 0) {
      writeSmall(FormatCode.SMALL_UINT, bits);
    } else {
      writeWide(FormatCode.UINT, bits);
    }
  }

  /** An ulong: 64 bits, taken as unsigned. */
  public void writeUlong(long bits) {
    if (bits == 0) {
      writeCode(FormatCode.ULONG_0);
    } else if ((bits & ~0xFFL) == 0) {
      writeSmall(FormatCode.SMALL_ULONG, (int) bits);
    } else {
      writeWide(FormatCode.ULONG, bits);
    }
  }

  /** A byte. */
  public void writeByte(byte value) {
    writeSmall(FormatCode.BYTE, value);
  }

  /** A short. */
  public void writeShort(short value) {
    ensure(3);
    bytes[position] = (byte) FormatCode.SHORT;
    BigEndian.putShort(bytes, position + 1, value);
    position += 3;
  }

  /** An int. */
  public void writeInt(int value) {
    if (value == (byte) value) {
      writeSmall(FormatCode.SMALL_INT, value);
    } else {
      writeWide(FormatCode.INT, value);
    }
  }

  /** A long. */
  public void writeLong(long value) {
    if (value == (byte) value) {
      writeSmall(FormatCode.SMALL_LONG, (int) value);
    } else {
      writeWide(FormatCode.LONG, value);
    }
  }

  /** A float. */
  public void writeFloat(float value) {
    writeWide(FormatCode.FLOAT, Float.floatToRawIntBits(value));
  }

  /** A double. */
  public void writeDouble(double value) {
    writeWide(FormatCode.DOUBLE, Double.doubleToRawLongBits(value));
  }

  /** A char. */
  public void writeChar(int codePoint) {
    writeWide(FormatCode.CHAR, new AmqpChar(codePoint).codePoint());
  }

  /** A timestamp: milliseconds since the epoch. */
  public void writeTimestamp(long epochMs) {
    writeWide(FormatCode.TIMESTAMP, epochMs);
  }

  /** An UUID. */
  public void writeUuid(UUID value) {
    ensure(17);
    bytes[position] = (byte) FormatCode.UUID;
    BigEndian.putLong(bytes, position + 1, value.getMostSignificantBits());
    BigEndian.putLong(bytes, position + 9, value.getLeastSignificantBits());
    position += 17;
  }

  /** A string. */
  public void writeString(String value) {
    int chars = value.length();
    if (chars <= Utf8.SHORT) {
      ensure(2 + chars);
      if (Utf8.writeAscii(value, chars, bytes, position + 2)) {
        bytes[position] = (byte) FormatCode.STRING_8;
        bytes[position + 1] = (byte) chars;
        position += 2 + chars;
        return;
      }
    }
    int octets = Utf8.length(value);
    writeVariableHeader(FormatCode.STRING_8, octets);
    position = Utf8.write(value, octets, bytes, position);
  }

  /**
   * A string that ends with a number, which need not become a text before.
   *
   * @param number 0 or more; in decimal digits
   */
  public void writeString(String prefix, long number) {
    int octets = Utf8.length(prefix);
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    writeVariableHeader(FormatCode.STRING_8, octets + digits);
    position = Utf8.write(prefix, octets, bytes, position) + digits;
    long rest = number;
    for (int i = 1; i <= digits; i++) {
      bytes[position - i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * A string that is likely to have been written before as the same object, like a property's name
   * or an address: its octets are looked up then, not made again. What is different in each message
   * is not to be written by this, for it would push the others out.
   */
  public void writeRepeatedString(String value) {
    byte[] octets = repeated.octets(value);
    if (octets.length > 0) {
      rawBytes(octets, 0, octets.length);
      return;
    }
    int start = index();
    writeString(value);
    repeated.written(value, bytes, base + start, position);
  }

  /** A symbol. */
  public void writeSymbol(Symbol value) {
    int octets = value.length();
    writeVariableHeader(FormatCode.SYMBOL_8, octets);
    position = Utf8.write(value.toString(), octets, bytes, position);
  }

  /** A binary of a part of an array. */
  public void writeBinary(byte[] octets, int offset, int length) {
    writeVariableHeader(FormatCode.BINARY_8, length);
    System.arraycopy(octets, offset, bytes, position, length);
    position += length;
  }

  /** A binary. */
  public void writeBinary(Binary value) {
    writeVariableHeader(FormatCode.BINARY_8, value.length());
    value.copyTo(bytes, position);
    position += value.length();
  }

  /**
   * A value of any type that AMQP has: null, the boxed primitives, String, UUID, Instant, byte[],
   * List, Map, and the types of the packages {@code value} and this codec's described types.
   *
   * @throws IllegalArgumentException if AMQP has no type for the value, or if it holds more than
   *     readers take: values deeper in each other than {@link ValueReader#MAX_DEPTH} levels, as one
   *     that holds itself does, too many compound keys in a map, or elements without octets
   */
  public void writeObject(@Nullable Object value) {
    AnyValueWriter.write(this, value);
  }

  /** The descriptor of a type of this codec. */
  public void writeDescriptor(int code) {
    // One store for three octets: the fourth is written over by what follows.
    ensure(4);
    BigEndian.putInt(bytes, position, FormatCode.SMALL_ULONG << 16 | code << 8);
    position += 3;
  }

  /** A format code, or the first octet of a described value. */
  public void writeCode(int code) {
    ensure(1);
    bytes[position++] = (byte) code;
  }

  /**
   * Begins a list or map, whose size is not known yet.
   *
   * @return the mark that {@link #endList} or {@link #endMap} needs
   */
  public int beginCompound() {
    descend();
    ensure(SHORT_COMPOUND_HEADER);
    int mark = index();
    position += SHORT_COMPOUND_HEADER;
    return mark;
  }

  /** Ends a list of {@code count} items. */
  public void endList(int mark, int count) {
    if (count == 0) {
      ascend();
      truncate(mark);
      writeCode(FormatCode.LIST_0);
    } else {
      endCompound(mark, count, FormatCode.LIST_8);
    }
  }

  /** Ends a map of {@code count} keys and values together. */
  public void endMap(int mark, int count) {
    endCompound(mark, count, FormatCode.MAP_8);
  }

  /** What lies in what is told from now on lies a level deeper: as the reader counts. */
  void descend() {
    if ((int) ++nesting > ValueReader.MAX_DEPTH) {
      throw AnyValueWriter.tooDeep();
    }
  }

  /** Tells whether what is written next is within a compound key; gives what was told before. */
  boolean withinKey(boolean within) {
    boolean before = inCompoundKey;
    inCompoundKey = within;
    return before;
  }

  void ascend() {
    nesting--;
  }

  /** Counts elements that nothing else bounds; gives all of them since the writer was set. */
  int countElementsWithoutOctets(int count) {
    nesting += (long) count << Integer.SIZE;
    return (int) (nesting >>> Integer.SIZE);
  }

  private void endCompound(int mark, int count, int shortCode) {
    ascend();
    int start = base + mark;
    int octets = position - start - SHORT_COMPOUND_HEADER;
    if (octets < 0xFF && count <= 0xFF) {
      bytes[start] = (byte) shortCode;
      bytes[start + 1] = (byte) (octets + 1);
      bytes[start + 2] = (byte) count;
    } else {
      widen(mark, octets);
      start = base + mark;
      bytes[start] = (byte) (shortCode | 0x10);
      BigEndian.putInt(bytes, start + 1, octets + 4);
      BigEndian.putInt(bytes, start + 5, count);
    }
  }

  /** Most compounds are short, so that only the others are moved. */
  private void widen(int mark, int octets) {
    ensure(WIDE_COMPOUND_HEADER - SHORT_COMPOUND_HEADER);
    int start = base + mark;
    System.arraycopy(
        bytes, start + SHORT_COMPOUND_HEADER, bytes, start + WIDE_COMPOUND_HEADER, octets);
    position += WIDE_COMPOUND_HEADER - SHORT_COMPOUND_HEADER;
  }

  /**
   * Writes the constructor and size of a variable-width value, whose octets are sure to fit then.
   */
  private void writeVariableHeader(int shortCode, int octets) {
    ensure(5 + octets);
    if (octets <= 0xFF) {
      bytes[position] = (byte) shortCode;
      bytes[position + 1] = (byte) octets;
      position += 2;
    } else {
      bytes[position] = (byte) (shortCode | 0x10);
      BigEndian.putInt(bytes, position + 1, octets);
      position += 5;
    }
  }

  private void writeSmall(int code, int value) {
    ensure(2);
    bytes[position] = (byte) code;
    bytes[position + 1] = (byte) value;
    position += 2;
  }

  void writeWide(int code, int value) {
    ensure(5);
    bytes[position] = (byte) code;
    BigEndian.putInt(bytes, position + 1, value);
    position += 5;
  }

  void writeWide(int code, long value) {
    ensure(9);
    bytes[position] = (byte) code;
    BigEndian.putLong(bytes, position + 1, value);
    position += 9;
  }

  /** Four octets without a constructor. */
  public void rawInt(int value) {
    ensure(4);
    BigEndian.putInt(bytes, position, value);
    position += 4;
  }

  /** Four octets over those that stand at a buffer's index. */
  public void rawIntAt(int index, int value) {
    BigEndian.putInt(bytes, base + index, value);
  }

  /** Takes octets out from the middle; what stands behind moves up. */
  void cut(int index, int octets) {
    int from = base + index + octets;
    System.arraycopy(bytes, from, bytes, base + index, position - from);
    position -= octets;
  }

  void rawShort(short value) {
    ensure(2);
    BigEndian.putShort(bytes, position, value);
    position += 2;
  }

  void rawLong(long value) {
    ensure(8);
    BigEndian.putLong(bytes, position, value);
    position += 8;
  }

  /** Octets as they are. */
  public void rawBytes(byte[] octets, int offset, int length) {
    ensure(length);
    System.arraycopy(octets, offset, bytes, position, length);
    position += length;
  }

  /**
   * Makes room for octets that the caller will set in {@link #array()} itself, and then {@link
   * #commit}: for small frames, where a check of the room for each value is most of the time.
   *
   * @param octets the most that will be set
   * @return the array's index, not the buffer's, of the first; valid until anything else is called
   */
  public int reserve(int octets) {
    ensure(octets);
    return position;
  }

  /** The array in which room was reserved. */
  public byte[] array() {
    return bytes;
  }

  /**
   * Takes what was set in the array as written.
   *
   * @param arrayIndex after the last octet, within what was reserved
   * @throws IndexOutOfBoundsException if it is outside the room
   */
  public void commit(int arrayIndex) {
    if (arrayIndex < position || arrayIndex > end) {
      throw new IndexOutOfBoundsException(
          "index " + arrayIndex + " must be from " + position + " to " + end);
    }
    position = arrayIndex;
  }

  void rawText(String text, int octets) {
    ensure(octets);
    position = Utf8.write(text, octets, bytes, position);
  }

  private void ensure(int octets) {
    if (octets > end - position) {
      grow(octets);
    }
  }

  private void grow(int octets) {
    int index = index();
    buffer.writerIndex(index);
    buffer.ensureWritable(octets);
    attach(buffer, index);
  }
}
