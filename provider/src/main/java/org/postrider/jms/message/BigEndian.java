// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers among octets, the most significant octet first, as {@link java.io.DataInput} has them.
 *
 * <p>Stateless.
 */
final class BigEndian {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static short getShort(byte[] octets, int at) {
    return (short) SHORTS.get(octets, at);
  }

  static int getInt(byte[] octets, int at) {
    return (int) INTS.get(octets, at);
  }

  static long getLong(byte[] octets, int at) {
    return (long) LONGS.get(octets, at);
  }

  static void putShort(byte[] octets, int at, int value) {
    SHORTS.set(octets, at, (short) value);
  }

  static void putInt(byte[] octets, int at, int value) {
    INTS.set(octets, at, value);
  }

  static void putLong(byte[] octets, int at, long value) {
    LONGS.set(octets, at, value);
  }
}
