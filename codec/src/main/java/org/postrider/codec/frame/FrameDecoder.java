// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;

/**
 * Cuts the octets of a connection into its protocol header and its frames (AMQP 2.2, 2.3).
 *
 * <p>Confined to the thread that feeds it. It keeps the octets of a frame that has not come whole,
 * and never more than arrived; a frame over the limit is refused by its first four octets.
 *
 * <pre>
 *  0        4      5      6         8          4*DOFF      SIZE
 *  |  SIZE  | DOFF | TYPE | channel | extended |   body    |
 * </pre>
 */
public final class FrameDecoder {

  /** The octets before the extended header. */
  public static final int HEADER_OCTETS = 8;

  /** The type of AMQP's frames. */
  public static final int AMQP_TYPE = 0;

  /** The type of SASL's frames. */
  public static final int SASL_TYPE = 1;

  private static final int SIZE_OCTETS = 4;
  private static final int WORD_OCTETS = 4;
  private static final int MIN_DATA_OFFSET = 2;
  private static final int FIRST_PARTIAL_OCTETS = 512;

  /** A larger array is kept for the next partial frame only while much comes. */
  private static final int KEPT_PARTIAL_OCTETS = 4096;

  private static final int LITTLE_OCTETS = 1024;

  /** Where much comes, the last read of it may bring little: not so several in a row. */
  private static final int LITTLE_IN_A_ROW = 4;

  private static final byte[] NOTHING = new byte[0];

  private int maxFrameSize;
  private boolean headerExpected = true;
  private byte[] partial = NOTHING;
  private int partialLength;
  private int littleInARow;

  /**
   * A decoder that expects a protocol header.
   *
   * @param maxFrameSize the largest frame that is accepted, in octets
   */
  public FrameDecoder(int maxFrameSize) {
    this.maxFrameSize = maxFrameSize;
  }

  /** Sets the largest frame that is accepted from now on, in octets. */
  public void maxFrameSize(int octets) {
    maxFrameSize = octets;
  }

  /** Forgets what it kept and expects a protocol header. */
  public void reset() {
    headerExpected = true;
    partialLength = 0;
    partial = NOTHING;
  }

  /** Whether the octets so far end within a header or a frame. */
  public boolean isWithinFrame() {
    return partialLength > 0;
  }

  /**
   * Takes octets and tells the sink what they complete. All are consumed, unless the sink says
   * stop.
   *
   * @throws DecodeException if they are no frames
   */
  public void decode(ByteBuf in, FrameSink sink) {
    int came = in.readableBytes();
    decodeAll(in, sink);
    littleInARow = came < LITTLE_OCTETS ? Math.min(littleInARow + 1, LITTLE_IN_A_ROW) : 0;
    if (littleInARow == LITTLE_IN_A_ROW
        && partialLength == 0
        && partial.length > KEPT_PARTIAL_OCTETS) {
      partial = NOTHING;
    }
  }

  private void decodeAll(ByteBuf in, FrameSink sink) {
    boolean goOn = true;
    while (goOn && in.isReadable()) {
      if (partialLength > 0) {
        if (!fillPartial(in)) {
          return;
        }
        ByteBuf whole = Unpooled.wrappedBuffer(partial, 0, partialLength);
        partialLength = 0;
        goOn = deliver(whole, whole.readableBytes(), sink);
      } else {
        int size = sizeIfWhole(in);
        if (size == 0) {
          keep(in, in.readableBytes());
          return;
        }
        goOn = deliver(in, size, sink);
      }
    }
  }

  /** The size of the header or frame that the octets begin with; 0 where it has not come whole. */
  private int sizeIfWhole(ByteBuf in) {
    int readable = in.readableBytes();
    if (headerExpected) {
      return readable < ProtocolHeader.OCTETS ? 0 : ProtocolHeader.OCTETS;
    }
    if (readable < SIZE_OCTETS) {
      return 0;
    }
    int size = checkedSize(in.getInt(in.readerIndex()));
    return readable < size ? 0 : size;
  }

  private int checkedSize(int size) {
    if (Integer.compareUnsigned(size, HEADER_OCTETS) < 0) {
      throw framingError("frame of size " + size + ", smaller than its header");
    }
    if (Integer.compareUnsigned(size, maxFrameSize) > 0) {
      throw framingError(
          "frame of size "
              + Integer.toUnsignedString(size)
              + " exceeds the max-frame-size "
              + maxFrameSize);
    }
    return size;
  }

  /** Adds octets to the partial frame; gives whether it is whole now. */
  private boolean fillPartial(ByteBuf in) {
    int wanted = ProtocolHeader.OCTETS;
    if (!headerExpected) {
      if (partialLength < SIZE_OCTETS) {
        keep(in, Math.min(SIZE_OCTETS - partialLength, in.readableBytes()));
        if (partialLength < SIZE_OCTETS) {
          return false;
        }
      }
      wanted = checkedSize(Unpooled.wrappedBuffer(partial).getInt(0));
    }
    keep(in, Math.min(wanted - partialLength, in.readableBytes()));
    return partialLength == wanted;
  }

  private void keep(ByteBuf in, int octets) {
    int needed = partialLength + octets;
    if (needed > partial.length) {
      int doubled =
          (int) Math.min(Math.max(FIRST_PARTIAL_OCTETS, partial.length * 2L), maxFrameSize);
      partial = Arrays.copyOf(partial, Math.max(needed, doubled));
    }
    in.readBytes(partial, partialLength, octets);
    partialLength = needed;
  }

  private boolean deliver(ByteBuf in, int size, FrameSink sink) {
    int end = in.readerIndex() + size;
    if (headerExpected) {
      headerExpected = false;
      return sink.protocolHeader(ProtocolHeader.decode(in));
    }
    in.skipBytes(SIZE_OCTETS);
    int dataOffset = in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int channel = in.readUnsignedShort();
    int extended = dataOffset * WORD_OCTETS - HEADER_OCTETS;
    int body = size - dataOffset * WORD_OCTETS;
    if (dataOffset < MIN_DATA_OFFSET || body < 0) {
      throw framingError("frame of size " + size + " with the data offset " + dataOffset);
    }
    if (type != AMQP_TYPE && type != SASL_TYPE) {
      throw framingError("frame of the unknown type " + type);
    }
    in.skipBytes(extended);
    boolean goOn = sink.frame(type, channel, in, body);
    in.readerIndex(end);
    return goOn;
  }

  private static DecodeException framingError(String message) {
    return new DecodeException(ErrorConditions.FRAMING_ERROR, message);
  }
}
