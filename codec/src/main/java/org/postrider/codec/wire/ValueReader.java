// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/**
 * Reads AMQP values from octets, in every encoding that a type has (AMQP 1.6).
 *
 * <p>Not thread-safe; set on one array after the other. Methods with a parameter {@code code} read
 * the data of a value whose constructor was read by {@link #readCode()}. Whatever the octets are,
 * the only exception is {@link DecodeException}; a small multiple of them is allocated at most.
 */
public final class ValueReader {

  /** How deep values may lie in each other. */
  public static final int MAX_DEPTH = 32;

  /** What all readers of one connection share; one reference, as each message has a reader. */
  private record Family(DescriptorTable descriptors, TextCache texts) {}

  private static final byte[] NOTHING = new byte[0];

  private final Family family;
  private byte[] bytes = NOTHING;
  private int position;
  private int limit;
  private long values;
  private long nesting; // the depth in the lower half, the elements without octets in the upper
  private boolean copiesBinaries;
  private boolean inCompoundKey;

  /** A reader that gives described values the types of a table. */
  public ValueReader(DescriptorTable descriptors) {
    this.family = new Family(descriptors, new TextCache());
  }

  /** A reader with another's table and texts, for other octets and maybe another thread. */
  public ValueReader(ValueReader relative) {
    this.family = relative.family;
  }

  /** Lets the reader copy each binary, for arrays that are used again while values are kept. */
  public ValueReader copyBinaries() {
    copiesBinaries = true;
    return this;
  }

  /** Sets the reader on a part of an array, which is not copied. */
  public ValueReader reset(byte[] array, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, array.length);
    // A collector counts each store of a reference, and it is nearly always the same.
    if (bytes != array) {
      bytes = array;
    }
    position = offset;
    limit = offset + length;
    nesting = 0;
    values = 0;
    inCompoundKey = false;
    return this;
  }

  /** Sets the reader on an array, which is not copied. */
  public ValueReader reset(byte[] array) {
    return reset(array, 0, array.length);
  }

  /** The array's index of the next octet. */
  public int position() {
    return position;
  }

  /** The array's index after the last octet that may be read. */
  public int limit() {
    return limit;
  }

  /** How many octets are left. */
  public int remaining() {
    return limit - position;
  }

  /** The array that is read. */
  public byte[] array() {
    return bytes;
  }

  /** Reads a constructor's format code: 0 to 255. */
  public int readCode() {
    return bytes[take(1)] & 0xFF;
  }

  /** The data of an ubyte. */
  public int ubyte(int code) {
    expect(code, FormatCode.UBYTE, "ubyte");
    return bytes[take(1)] & 0xFF;
  }

  /** The data of an ushort. */
  public int ushort(int code) {
    expect(code, FormatCode.USHORT, "ushort");
    return rawShort() & 0xFFFF;
  }

  /** The data of an uint: 0 to 2^32-1. */
  public long uint(int code) {
    return switch (code) {
      case FormatCode.UINT_0 -> 0;
      case FormatCode.SMALL_UINT -> bytes[take(1)] & 0xFF;
      case FormatCode.UINT -> rawInt() & 0xFFFF_FFFFL;
      default -> throw FormatCode.mismatch("uint", code);
    };
  }

  /** The data of an ulong, as 64 bits to be taken as unsigned. */
  public long ulong(int code) {
    return switch (code) {
      case FormatCode.ULONG_0 -> 0;
      case FormatCode.SMALL_ULONG -> bytes[take(1)] & 0xFF;
      case FormatCode.ULONG -> rawLong();
      default -> throw FormatCode.mismatch("ulong", code);
    };
  }

  /** The data of a boolean. */
  public boolean bool(int code) {
    return switch (code) {
      case FormatCode.TRUE -> true;
      case FormatCode.FALSE -> false;
      case FormatCode.BOOLEAN -> rawBoolean();
      default -> throw FormatCode.mismatch("boolean", code);
    };
  }

  /** The data of a timestamp: milliseconds since the epoch. */
  public long timestamp(int code) {
    expect(code, FormatCode.TIMESTAMP, "timestamp");
    return rawLong();
  }

  /** The data of a string. */
  public String string(int code) {
    int size = stringSize(code);
    return Utf8.read(bytes, take(size), size);
  }

  /** The data of a string that is likely to have come before: the same object is given again. */
  public String repeatedString(int code) {
    int size = stringSize(code);
    int at = take(size);
    String remembered = family.texts.string(bytes, at, size);
    return remembered == null ? Utf8.read(bytes, at, size) : remembered;
  }

  /** The data of a symbol. */
  public Symbol symbol(int code) {
    int size = symbolSize(code);
    int at = take(size);
    Symbol remembered = family.texts.symbol(bytes, at, size);
    return remembered == null ? Symbol.of(Utf8.readAscii(bytes, at, size)) : remembered;
  }

  /** Reads a symbol or string, and tells whether it has the text of a symbol. */
  public boolean textEquals(int code, Symbol expected) {
    boolean string = code == FormatCode.STRING_8 || code == FormatCode.STRING_32;
    int size = string ? stringSize(code) : symbolSize(code);
    int at = take(size);
    return size == expected.length() && Utf8.isAt(bytes, at, expected.toString());
  }

  /** The data of a binary: a view of the array that is read, or a copy if those are wanted. */
  public Binary binary(int code) {
    if (copiesBinaries) {
      return Binary.wrap(binaryBytes(code));
    }
    int size = binarySize(code);
    return Binary.wrap(bytes, take(size), size);
  }

  /** The data of a binary, copied. */
  public byte[] binaryBytes(int code) {
    int size = binarySize(code);
    int at = take(size);
    return java.util.Arrays.copyOfRange(bytes, at, at + size);
  }

  /** The data of an UUID. */
  public UUID uuid(int code) {
    expect(code, FormatCode.UUID, "uuid");
    long high = rawLong();
    return new UUID(high, rawLong());
  }

  /** Reads a value of any type; null for AMQP's null. */
  public @Nullable Object readObject() {
    return AnyValueReader.read(this, readCode());
  }

  /** Reads a value of any type whose constructor was read. */
  public @Nullable Object object(int code) {
    return AnyValueReader.read(this, code);
  }

  /** Passes over a value of any type, without looking into it. */
  public void skip() {
    skip(readCode());
  }

  /** Passes over a value of any type whose constructor was read. */
  public void skip(int constructor) {
    int code = constructor;
    int descriptors = 0;
    while (code == FormatCode.DESCRIBED) {
      if (++descriptors > MAX_DEPTH) {
        throw tooDeep();
      }
      skipData(readPrimitiveCode());
      code = readCode();
    }
    skipData(code);
  }

  private int readPrimitiveCode() {
    int code = readCode();
    if (code == FormatCode.DESCRIBED) {
      throw new DecodeException("a descriptor must not be described");
    }
    return code;
  }

  private void skipData(int code) {
    int width = FormatCode.fixedWidth(code);
    if (width >= 0) {
      take(width);
    } else {
      take(
          switch (code >> 4) {
            case 0xA, 0xC, 0xE -> bytes[take(1)] & 0xFF;
            case 0xB, 0xD, 0xF -> rawInt();
            default -> throw FormatCode.unknown(code);
          });
    }
  }

  /**
   * Reads descriptor of a described type, whose leading 0x00 was read, in either form.
   *
   * @return its code, or {@link DescriptorTable#UNKNOWN}
   */
  public long readDescriptor() {
    int code = readCode();
    if (code == FormatCode.SMALL_ULONG) {
      return bytes[take(1)] & 0xFF;
    }
    return switch (code) {
      case FormatCode.ULONG, FormatCode.ULONG_0 -> ulong(code);
      case FormatCode.SYMBOL_8, FormatCode.SYMBOL_32 -> family.descriptors.code(symbol(code));
      default -> {
        position--;
        if (code == FormatCode.DESCRIBED) {
          throw new DecodeException("a descriptor must not be described");
        }
        skip();
        yield DescriptorTable.UNKNOWN;
      }
    };
  }

  /** Reads the value behind a descriptor: as the table's type, or null where it knows none. */
  DescriptorTable.@Nullable Decoder decoder(long descriptor) {
    return family.descriptors.decoder(descriptor);
  }

  /**
   * Enters a list whose constructor was read: from now on the reader ends with the list. {@link
   * #leave} is to be called with what {@link #limit()} was before.
   *
   * @return the number of items, each of which has at least one octet left
   */
  public int enterList(int code) {
    return switch (code) {
      case FormatCode.LIST_0 -> enter(0, 0, 0);
      case FormatCode.LIST_8 -> enterCompound(bytes[take(1)] & 0xFF, 1);
      case FormatCode.LIST_32 -> enterCompound(rawInt(), 4);
      default -> throw FormatCode.mismatch("list", code);
    };
  }

  /**
   * Enters a map whose constructor was read, like {@link #enterList}.
   *
   * @return the number of keys and values together, an even number
   */
  public int enterMap(int code) {
    int count =
        switch (code) {
          case FormatCode.MAP_8 -> enterCompound(bytes[take(1)] & 0xFF, 1);
          case FormatCode.MAP_32 -> enterCompound(rawInt(), 4);
          default -> throw FormatCode.mismatch("map", code);
        };
    if ((count & 1) != 0) {
      throw new DecodeException("map with an odd count of items: " + count);
    }
    return count;
  }

  /**
   * Enters an array; its items may be without octets, so the count is to be checked by the caller.
   */
  int enterArray(int code) {
    boolean small = code == FormatCode.ARRAY_8;
    int size = small ? bytes[take(1)] & 0xFF : rawInt();
    int width = small ? 1 : 4;
    if (size < width) {
      throw new DecodeException("array of size " + Integer.toUnsignedString(size));
    }
    int count = narrow(size, width);
    if (count < 0) {
      throw new DecodeException("array count " + Integer.toUnsignedString(count) + " is too large");
    }
    return count;
  }

  /** Counts elements that nothing else bounds; gives all of them since the reader was set. */
  int countElementsWithoutOctets(int count) {
    nesting += (long) count << Integer.SIZE;
    return (int) (nesting >>> Integer.SIZE);
  }

  /** Counts what a list, map or array is about to hold, before there is room for it. */
  public void countValues(int count) {
    values = ValueLimit.add(values, count + ValueLimit.COMPOUND, bytes.length);
  }

  /** How many values were counted since the reader was set. */
  public long values() {
    return values;
  }

  /** The same for the keys and values of a map. */
  public void countEntries(int count) {
    values = ValueLimit.add(values, count + ValueLimit.MAP, bytes.length);
  }

  private int enterCompound(int size, int width) {
    // A size that does not cover its own count field would put the end before the items.
    if (size >= 0 && size < width) {
      throw new DecodeException("compound of size " + size + ", smaller than its count");
    }
    int count = narrow(size, width);
    if (count < 0 || count > remaining()) {
      throw new DecodeException(
          "compound count "
              + Integer.toUnsignedString(count)
              + " exceeds its "
              + remaining()
              + " octets");
    }
    return count;
  }

  private int narrow(int size, int countWidth) {
    int start = position;
    take(size);
    position = start;
    int count = countWidth == 1 ? bytes[take(1)] & 0xFF : rawInt();
    return enter(count, start + size, 1);
  }

  private int enter(int count, int end, int bounded) {
    descend();
    limit = bounded == 0 ? position : end;
    return count;
  }

  /** Leaves a list, map or array after its last item; it must have been read to its end. */
  public void leave(int outerLimit) {
    if (position != limit) {
      throw new DecodeException((limit - position) + " octets too many in a compound value");
    }
    nesting--;
    limit = outerLimit;
  }

  /** Leaves a list from wherever the reader stands in it. */
  public void leaveEarly(int outerLimit) {
    position = limit;
    leave(outerLimit);
  }

  void descend() {
    if ((int) ++nesting > MAX_DEPTH) {
      throw tooDeep();
    }
  }

  /** Tells whether what is read next is within a compound key; gives what was told before. */
  boolean withinKey(boolean within) {
    boolean before = inCompoundKey;
    inCompoundKey = within;
    return before;
  }

  void ascend() {
    nesting--;
  }

  /** Goes back to where {@link #position()} was before. */
  public void rewind(int earlierPosition) {
    position = earlierPosition;
  }

  boolean rawBoolean() {
    int octet = bytes[take(1)];
    if ((octet & ~1) != 0) {
      throw new DecodeException("boolean octet " + FormatCode.hex(octet & 0xFF) + " is not 0 or 1");
    }
    return octet == 1;
  }

  byte rawByte() {
    return bytes[take(1)];
  }

  short rawShort() {
    return BigEndian.getShort(bytes, take(2));
  }

  int rawInt() {
    return BigEndian.getInt(bytes, take(4));
  }

  long rawLong() {
    return BigEndian.getLong(bytes, take(8));
  }

  private int stringSize(int code) {
    return switch (code) {
      case FormatCode.STRING_8 -> bytes[take(1)] & 0xFF;
      case FormatCode.STRING_32 -> rawInt();
      default -> throw FormatCode.mismatch("string", code);
    };
  }

  private int symbolSize(int code) {
    return switch (code) {
      case FormatCode.SYMBOL_8 -> bytes[take(1)] & 0xFF;
      case FormatCode.SYMBOL_32 -> rawInt();
      default -> throw FormatCode.mismatch("symbol", code);
    };
  }

  /** The size of a binary whose constructor was read; its octets are next. */
  public int binarySize(int code) {
    return switch (code) {
      case FormatCode.BINARY_8 -> bytes[take(1)] & 0xFF;
      case FormatCode.BINARY_32 -> rawInt();
      default -> throw FormatCode.mismatch("binary", code);
    };
  }

  /** Moves over four octets if they are these; otherwise stays. */
  public boolean passIf(int fourOctets) {
    if (limit - position < Integer.BYTES || BigEndian.getInt(bytes, position) != fourOctets) {
      return false;
    }
    position += Integer.BYTES;
    return true;
  }

  /** Moves over a number of octets and gives the array's index of the first. */
  public int passOver(int octets) {
    return take(octets);
  }

  /** Moves over a number of octets, taken as unsigned, and gives the index of the first. */
  int take(int octets) {
    int at = position;
    if (octets < 0 || octets > limit - at) {
      throw new DecodeException(
          Integer.toUnsignedString(octets) + " octets wanted where " + (limit - at) + " are left");
    }
    position = at + octets;
    return at;
  }

  private static void expect(int code, int expected, String type) {
    if (code != expected) {
      throw FormatCode.mismatch(type, code);
    }
  }

  private static DecodeException tooDeep() {
    return new DecodeException("values lie deeper in each other than " + MAX_DEPTH + " levels");
  }
}
