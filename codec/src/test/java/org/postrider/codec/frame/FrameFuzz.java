// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.Allocations;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.wire.DecodeException;

/**
 * The target of fuzzing for frames and what is in them: nothing but {@link DecodeException}, memory
 * in proportion to the octets, and the same whether they come in one piece or in many.
 *
 * <p>Stateless. The first octet is the size of the pieces, the others are the connection's.
 */
public final class FrameFuzz {

  /** As in {@link AllocationBoundTest}, where the dearest octets are. */
  private static final long BYTES_PER_OCTET = 96;

  /** Most of it is for the fuzzer, which looks into each comparison and lookup. */
  private static final long CONSTANT_BYTES = 2 * 1024 * 1024;

  private static final int MAX_FRAME_SIZE = 1 << 16;
  private static final int MAX_MESSAGE_CHARS = 300;

  private FrameFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int octets = input.length - 1;
    Allocations.within(
        BYTES_PER_OCTET * octets + CONSTANT_BYTES,
        () -> decode(input, octets, new RecordingHandler()));
    RecordingHandler whole = new RecordingHandler();
    RecordingHandler pieces = new RecordingHandler();

    String wholeRefusal = decode(input, octets, whole);
    String piecesRefusal = decode(input, Math.max(1, input[0] & 0xFF), pieces);

    if (!Objects.equals(wholeRefusal, piecesRefusal)) {
      throw new AssertionError("whole: " + wholeRefusal + ", but in pieces: " + piecesRefusal);
    }
    if (!whole.events().equals(pieces.events())) {
      throw new AssertionError("whole: " + whole.events() + ", in pieces: " + pieces.events());
    }
  }

  /** Why the octets are refused, or null. */
  private static @Nullable String decode(byte[] input, int pieceOctets, RecordingHandler told) {
    FrameDecoder decoder = new FrameDecoder(MAX_FRAME_SIZE);
    try {
      for (int at = 1; at < input.length; at += pieceOctets) {
        ByteBuf piece = Unpooled.wrappedBuffer(input, at, Math.min(pieceOctets, input.length - at));
        decoder.decode(piece, told);
        if (piece.isReadable()) {
          throw new AssertionError(piece.readableBytes() + " octets were not consumed");
        }
      }
      return null;
    } catch (DecodeException refused) {
      String message = String.valueOf(refused.getMessage());
      if (message.length() > MAX_MESSAGE_CHARS) {
        throw new AssertionError("message of " + message.length() + " characters", refused);
      }
      return refused.condition() + ": " + message;
    }
  }
}
