// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP binary: a sequence of octets (AMQP 1.6.19).
 *
 * <p>Immutable, provided that nobody writes to an array given to {@link #wrap}; equality is that of
 * the octets.
 */
public final class Binary implements Comparable<Binary> {

  /** No octets. */
  public static final Binary EMPTY = new Binary(new byte[0], 0, 0);

  /** More than this is not shown by {@link #toString()}. */
  private static final int SHOWN_OCTETS = 64;

  private final byte[] array;
  private final int offset;
  private final int length;

  private Binary(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A binary of its own copy of these octets. */
  public static Binary copyOf(byte[] octets) {
    return wrap(octets.clone());
  }

  /** A binary over the array itself, which must not be written to any more. */
  public static Binary wrap(byte[] octets) {
    return new Binary(octets, 0, octets.length);
  }

  /**
   * A binary over a part of the array itself, which must not be written to any more.
   *
   * @throws IndexOutOfBoundsException if the part does not lie in the array
   */
  public static Binary wrap(byte[] octets, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, octets.length);
    return new Binary(octets, offset, length);
  }

  /** The number of octets. */
  public int length() {
    return length;
  }

  /** The octet at an index. */
  public byte get(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /** A copy of the octets. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** A read-only view of the octets. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** Copies all octets to an array, from an offset on. */
  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  @Override
  public int compareTo(Binary other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Binary binary && compareTo(binary) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The octets in hexadecimal, the first 64 of them. */
  @Override
  public String toString() {
    int shown = Math.min(length, SHOWN_OCTETS);
    String hex = HexFormat.of().formatHex(array, offset, offset + shown);
    return shown == length ? hex : hex + "… (" + length + " octets)";
  }
}
