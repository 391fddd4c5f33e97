// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
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

  private final SocketChannel socket;

  /** Direct, so that what is read is not copied once more. */
  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_OCTETS);

  private final ByteBuf output = Unpooled.buffer(2 * BUFFER_OCTETS);
  private final ValueWriter writer = new ValueWriter();
  private final FrameDecoder frames = new FrameDecoder(Integer.MAX_VALUE);
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final NullFrames answers = new NullFrames(this);

  NullConnection(SocketChannel socket) {
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      writer.reset(output);
      ByteBuf readable = Unpooled.wrappedBuffer(input);
      while (socket.read(input) >= 0) {
        frames.decode(readable.setIndex(0, input.position()), this);
        input.clear();
        answers.endOfBatch();
        flush();
      }
    } catch (IOException | UncheckedIOException gone) {
      // Clients of benchmarks go without a word.
    }
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
