// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
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

  private final Socket socket;
  private final byte[] input = new byte[BUFFER_OCTETS];
  private final ByteBuf output = Unpooled.buffer(2 * BUFFER_OCTETS);
  private final ValueWriter writer = new ValueWriter();
  private final FrameDecoder frames = new FrameDecoder(Integer.MAX_VALUE);
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final NullFrames answers = new NullFrames(this);

  NullConnection(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      InputStream in = socket.getInputStream();
      writer.reset(output);
      ByteBuf readable = Unpooled.wrappedBuffer(input);
      for (int octets = in.read(input); octets >= 0; octets = in.read(input)) {
        frames.decode(readable.setIndex(0, octets), this);
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
      OutputStream out = socket.getOutputStream();
      out.write(output.array(), output.arrayOffset(), octets);
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
