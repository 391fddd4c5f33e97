// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * Brings the part of a frame body that is to be decoded into an array, where the reader needs it.
 *
 * <p>Confined to its decoder. A transfer's payload, which is the bulk of the octets, is left where
 * it is.
 */
final class FrameBody {

  /** 0x00 0x53 0x14, then the list's constructor and its size. */
  private static final int TRANSFER_PREFIX_OCTETS = 8;

  private static final byte[] NOTHING = new byte[0];

  private final int usualOctets;
  private byte[] scratch = NOTHING;

  /** For bodies that are so long at most, but for a few. */
  FrameBody(int usualOctets) {
    this.usualOctets = usualOctets;
  }

  /** Sets the reader on the performative. */
  void read(ByteBuf in, int length, ValueReader reader) {
    int start = in.readerIndex();
    if (in.hasArray()) {
      reader.reset(in.array(), in.arrayOffset() + start, length);
      return;
    }
    int wanted = performativeOctets(in, start, length);
    byte[] octets = room(wanted);
    in.getBytes(start, octets, 0, wanted);
    reader.reset(octets, 0, wanted);
  }

  /** A long body has an array of its own: the next one is short again. */
  private byte[] room(int wanted) {
    if (wanted > usualOctets) {
      return new byte[wanted];
    }
    if (scratch.length == 0) {
      scratch = new byte[usualOctets];
    }
    return scratch;
  }

  private static int performativeOctets(ByteBuf in, int start, int length) {
    if (length < TRANSFER_PREFIX_OCTETS
        || in.getByte(start) != FormatCode.DESCRIBED
        || in.getByte(start + 1) != FormatCode.SMALL_ULONG
        || in.getByte(start + 2) != Transfer.CODE) {
      return length;
    }
    long octets =
        switch (in.getUnsignedByte(start + 3)) {
          case FormatCode.LIST_8 -> 5L + in.getUnsignedByte(start + 4);
          case FormatCode.LIST_32 -> 8L + in.getUnsignedInt(start + 4);
          default -> length;
        };
    return (int) Math.min(octets, length);
  }
}
