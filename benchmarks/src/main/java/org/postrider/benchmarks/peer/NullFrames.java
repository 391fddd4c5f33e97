// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;

/**
 * Answers the frames of one connection, session by session.
 *
 * <p>Confined to the connection's thread.
 */
final class NullFrames implements PerformativeHandler {

  private static final long MAX_FRAME_SIZE = 1 << 20;
  private static final long WINDOW = 1 << 30;

  /** More than the head of any transfer of this peer. */
  private static final int HEAD_OCTETS = 64;

  private final NullConnection connection;
  private final Map<Integer, NullSession> sessions = new HashMap<>();
  private int maxPayload;

  NullFrames(NullConnection connection) {
    this.connection = connection;
  }

  ValueWriter writer() {
    return connection.writer();
  }

  void write(int channel, Performative performative) {
    FrameWriter.write(writer(), FrameDecoder.AMQP_TYPE, channel, performative);
  }

  void flushIfFull() {
    connection.flushIfFull();
  }

  /** Writes what was gathered while a number of frames was read. */
  void endOfBatch() {
    for (NullSession session : sessions.values()) {
      session.endOfBatch();
    }
  }

  /** Whether the client has opened the connection: what comes from now on are AMQP frames. */
  boolean isOpen() {
    return maxPayload > 0;
  }

  /** How many octets of a message fit into a frame that the client takes. */
  int maxPayload() {
    return maxPayload;
  }

  @Override
  public void open(int channel, Open open) {
    maxPayload = (int) Math.min(open.maxFrameSize(), MAX_FRAME_SIZE) - HEAD_OCTETS;
    write(
        0,
        new Open(
            "null-peer",
            null,
            MAX_FRAME_SIZE,
            Open.CHANNEL_MAX_DEFAULT,
            0,
            List.of(),
            List.of(),
            List.of(Symbol.of("ANONYMOUS-RELAY"), Symbol.of("DELAYED_DELIVERY")),
            List.of(),
            Map.of()));
  }

  @Override
  public void begin(int channel, Begin begin) {
    sessions.put(channel, new NullSession(this, channel, begin));
    write(
        channel,
        new Begin(
            channel, 0, WINDOW, WINDOW, Begin.HANDLE_MAX_DEFAULT, List.of(), List.of(), Map.of()));
  }

  private NullSession session(int channel) {
    NullSession session = sessions.get(channel);
    if (session == null) {
      throw new IllegalStateException("no session on channel " + channel);
    }
    return session;
  }

  @Override
  public void attach(int channel, Attach attach) {
    session(channel).attach(attach);
  }

  @Override
  public void flow(int channel, FlowView flow) {
    session(channel).flow(flow);
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    session(channel).transfer(transfer, payload, length);
  }

  @Override
  public void disposition(int channel, DispositionView disposition) {
    session(channel).disposition(disposition);
  }

  @Override
  public void detach(int channel, Detach detach) {
    session(channel).detach(detach);
  }

  @Override
  public void end(int channel, End end) {
    sessions.remove(channel);
    write(channel, new End(null));
  }

  @Override
  public void close(int channel, Close close) {
    write(0, new Close(null));
  }

  @Override
  public void empty(int channel) {
    FrameWriter.writeEmpty(writer());
  }
}
