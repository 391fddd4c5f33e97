// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;

/**
 * One connection of the null peer: reads, lets {@link NullFrames} answer, and writes once for all
 * that was read.
 *
 * <p>Confined to its own thread, which may block in the socket.
 */
final class NullConnection implements Runnable, FrameSink {

  private static final int BUFFER_OCTETS = 256 * 1024;

  /** Of so much that was read at once the answers wait for more, if it is there already. */
  private static final int MUCH_OCTETS = 32 * 1024;

  private static final int MAX_UNANSWERED_OCTETS = 1024 * 1024;

  /** Of a frame so large the payload is not kept, once so much of it has come. */
  private static final int LARGE_FRAME_OCTETS = 16 * 1024;

  private static final int HEAD_OCTETS = 1024;
  private static final int CHANNEL_AT = 6;

  private final SocketChannel socket;

  /** Direct, so that what is read is not copied once more. */
  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_OCTETS);

  private final ByteBuf output = Unpooled.buffer(2 * BUFFER_OCTETS);
  private final ValueWriter writer = new ValueWriter();
  private final FrameDecoder frames = new FrameDecoder(Integer.MAX_VALUE);
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final NullFrames answers = new NullFrames(this);
  private long toSkip;

  NullConnection(SocketChannel socket) {
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      writer.reset(output);
      ByteBuf readable = Unpooled.wrappedBuffer(input);
      InputStream more = socket.socket().getInputStream();
      int unanswered = 0;
      while (socket.read(input) >= 0) {
        int octets = input.position();
        take(readable.setIndex(0, octets));
        input.clear();
        unanswered += octets;
        if (octets < MUCH_OCTETS || unanswered > MAX_UNANSWERED_OCTETS || more.available() == 0) {
          answers.endOfBatch();
          flush();
          unanswered = 0;
        }
      }
    } catch (IOException | UncheckedIOException gone) {
      // Clients of benchmarks go without a word.
    }
  }

  private void take(ByteBuf in) {
    int skipped = (int) Math.min(toSkip, in.readableBytes());
    in.skipBytes(skipped);
    toSkip -= skipped;
    if (answers.isOpen() && !frames.isWithinFrame()) {
      int end = in.writerIndex();
      int partial = skipWholeFrames(in);
      if (isLarge(in, partial, end)) {
        frames.decode(in.writerIndex(partial), this);
        in.setIndex(partial, end);
        takeHead(in);
        return;
      }
    }
    frames.decode(in, this);
  }

  /** Where the last frame begins, of which the end has not come. */
  private static int skipWholeFrames(ByteBuf in) {
    int at = in.readerIndex();
    while (in.writerIndex() - at >= Integer.BYTES && in.writerIndex() - at >= in.getInt(at)) {
      at += in.getInt(at);
    }
    return at;
  }

  private static boolean isLarge(ByteBuf in, int at, int end) {
    return end - at >= HEAD_OCTETS && in.getInt(at) >= LARGE_FRAME_OCTETS;
  }

  /** Takes a frame as if its end had come: what is missing is payload, which nobody looks at. */
  private void takeHead(ByteBuf in) {
    int at = in.readerIndex();
    toSkip = in.getInt(at) - (long) in.readableBytes();
    int channel = in.getUnsignedShort(at + CHANNEL_AT);
    in.skipBytes(FrameDecoder.HEADER_OCTETS);
    performatives.decode(channel, in, in.readableBytes(), answers);
  }

  /** Where the answers are written. */
  ValueWriter writer() {
    return writer;
  }

  /** Writes what is gathered if it is much. */
  void flushIfFull() {
    if (writer.index() > BUFFER_OCTETS) {
      try {
        flush();
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
  }

  private void flush() throws IOException {
    int octets = writer.index();
    if (octets > 0) {
      ByteBuffer gathered = ByteBuffer.wrap(output.array(), output.arrayOffset(), octets);
      while (gathered.hasRemaining()) {
        socket.write(gathered);
      }
      writer.truncate(0);
    }
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    byte[] same = header.encode();
    writer.rawBytes(same, 0, same.length);
    if (header.equals(ProtocolHeader.SASL)) {
      sasl(new SaslMechanisms(List.of(Symbol.of("ANONYMOUS"))));
    }
    return true;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    if (type == FrameDecoder.SASL_TYPE) {
      // Whoever it is, and whatever it says.
      sasl(new SaslOutcome(SaslCode.OK, null));
      frames.reset();
      return true;
    }
    performatives.decode(channel, in, length, answers);
    return true;
  }

  private void sasl(Encodable body) {
    FrameWriter.write(writer, FrameDecoder.SASL_TYPE, 0, body);
  }
}
