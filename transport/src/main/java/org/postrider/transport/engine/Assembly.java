// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a message that comes in several transfers, as far as it has come (AMQP 2.6.14).
 *
 * <p>Confined to the engine's thread. How large the whole will be no transfer tells: where it is
 * what was expected it is never copied again, and otherwise once.
 */
final class Assembly {

  private final List<byte[]> parts = new ArrayList<>(1);
  private byte[] last;
  private int filled;
  private long octets;
  private int emptyTransfers;

  /**
   * Of nothing yet.
   *
   * @param expectedOctets room for these is made at once
   */
  Assembly(int expectedOctets) {
    last = new byte[expectedOctets];
    parts.add(last);
  }

  /** Takes the payload of a transfer. */
  void add(ByteBuf payload, int length) {
    if (length == 0) {
      emptyTransfers++;
      return;
    }
    int fitting = Math.min(length, last.length - filled);
    payload.readBytes(last, filled, fitting);
    filled += fitting;
    if (fitting < length) {
      last = new byte[length - fitting];
      parts.add(last);
      payload.readBytes(last);
      filled = last.length;
    }
    octets += length;
  }

  /** What has come. */
  long octets() {
    return octets;
  }

  /** How many transfers had no payload. */
  int emptyTransfers() {
    return emptyTransfers;
  }

  /** All that has come, in an array of its size. */
  byte[] whole() {
    if (last.length == octets) {
      return last;
    }
    byte[] whole = new byte[Math.toIntExact(octets)];
    int at = 0;
    for (byte[] part : parts) {
      int length = Math.min(part.length, whole.length - at);
      System.arraycopy(part, 0, whole, at, length);
      at += length;
    }
    return whole;
  }
}
