// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers among octets, the most significant octet first: as AMQP has them (AMQP 1.6), and {@link
 * java.io.DataInput}.
 *
 * <p>Stateless. Whatever does not lie within the array throws {@link IndexOutOfBoundsException}.
 */
public final class BigEndian {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  /** The two octets at an index. */
  public static short getShort(byte[] octets, int at) {
    return (short) SHORTS.get(octets, at);
  }

  /** The four octets at an index. */
  public static int getInt(byte[] octets, int at) {
    return (int) INTS.get(octets, at);
  }

  /** The eight octets at an index. */
  public static long getLong(byte[] octets, int at) {
    return (long) LONGS.get(octets, at);
  }

  /** Sets the two octets at an index to the lower half of a number. */
  public static void putShort(byte[] octets, int at, int value) {
    SHORTS.set(octets, at, (short) value);
  }

  /** Sets the four octets at an index. */
  public static void putInt(byte[] octets, int at, int value) {
    INTS.set(octets, at, value);
  }

  /** Sets the eight octets at an index. */
  public static void putLong(byte[] octets, int at, long value) {
    LONGS.set(octets, at, value);
  }
}
