// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a simulated connection: what is written is cut into segments, each of which
 * takes its time.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimPipe implements EngineOutput {

  private static final class Segment {
    private final byte[] octets;
    private final long dueMs;

    private Segment(byte[] octets, long dueMs) {
      this.octets = octets;
      this.dueMs = dueMs;
    }
  }

  private final SimConnection connection;
  private final int writer;
  private final int highWaterOctets;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private final Deque<Segment> underWay = new ArrayDeque<>();
  private long lastDueMs;
  private int octetsUnderWay;
  private boolean stalled;

  /** The writer closed its socket. */
  private boolean closed;

  /** The writer closed its socket, or it broke: nothing is added any more. */
  private boolean ended;

  /** The reader's socket is gone: nothing arrives any more. */
  private boolean cut;

  SimPipe(SimConnection connection, int writer, int highWaterOctets) {
    this.connection = connection;
    this.writer = writer;
    this.highWaterOctets = highWaterOctets;
  }

  @Override
  public void write(byte[] octets, int offset, int length) {
    ObservedSession.require(!closed, "written after the socket was closed");
    connection.written(writer, octets, offset, length);
    if (ended) {
      return;
    }
    unsent.write(octets, offset, length);
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    byte[] octets = new byte[length];
    payload.getBytes(index, octets);
    write(octets, 0, length);
  }

  @Override
  public boolean isWritable() {
    return !stalled && octetsUnderWay + unsent.size() < highWaterOctets;
  }

  @Override
  public void close() {
    ObservedSession.require(!closed, "closed twice");
    closed = true;
    connection.closedBy(writer);
  }

  /** What was written since becomes a segment, which arrives after a delay and in order. */
  void flush(long nowMs, int delayMs) {
    if (unsent.size() == 0) {
      return;
    }
    lastDueMs = Math.max(lastDueMs, nowMs + delayMs);
    underWay.add(new Segment(unsent.toByteArray(), lastDueMs));
    octetsUnderWay += unsent.size();
    unsent.reset();
  }

  /** Takes the octets of the next segment that has arrived; null where there is none. */
  byte[] poll(long nowMs) {
    Segment next = underWay.peek();
    if (stalled || cut || next == null || next.dueMs > nowMs) {
      return new byte[0];
    }
    underWay.remove();
    octetsUnderWay -= next.octets.length;
    return next.octets;
  }

  /** When the next segment arrives, or {@link Long#MAX_VALUE}. */
  long nextMs() {
    Segment next = underWay.peek();
    return stalled || cut || next == null ? Long.MAX_VALUE : next.dueMs;
  }

  void stall(boolean isStalled) {
    stalled = isStalled;
  }

  boolean isStalled() {
    return stalled;
  }

  void end() {
    ended = true;
  }

  /** Whether the reader has come to the end. */
  boolean isAtEnd() {
    return ended && (cut || underWay.isEmpty());
  }

  /** The connection breaks: only some segments still arrive, or none. */
  void breakAfter(int segments) {
    unsent.reset();
    while (underWay.size() > segments) {
      octetsUnderWay -= underWay.removeLast().octets.length;
    }
    ended = true;
  }

  void cut() {
    cut = true;
    ended = true;
    underWay.clear();
    unsent.reset();
    octetsUnderWay = 0;
  }
}
