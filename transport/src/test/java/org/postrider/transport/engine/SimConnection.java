// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/**
 * A simulated socket between two ends, from connect until both know that it is gone.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimConnection {

  private static final int MAX_DELAY_MS = 20;

  private final SimWorld world;
  private final SimPipe[] pipes;
  private final ObservedEnd[] observed = {new ObservedEnd(), new ObservedEnd()};
  private final long[] takenIn = new long[2];
  private final boolean[] closed = new boolean[2];
  private final boolean[] gone = new boolean[2];
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private int reader = -1;

  SimConnection(SimWorld world) {
    this.world = world;
    SplittableRandom random = world.random();
    int highWater = random.nextInt(4) == 0 ? 1 + random.nextInt(2000) : 1 << 20;
    pipes = new SimPipe[] {new SimPipe(this, 0, highWater), new SimPipe(this, 1, highWater)};
  }

  ObservedEnd observed(int end) {
    return observed[end];
  }

  SimPipe pipe(int writer) {
    return pipes[writer];
  }

  /** Whether both ends believe in the connection. */
  boolean isAlive() {
    return !closed[0] && !closed[1] && !gone[0] && !gone[1];
  }

  /** Whether both ends know that it is gone. */
  boolean isOver() {
    return gone[0] && gone[1];
  }

  void start(int end) {
    world.end(end).engine().start(pipes[end], world.nowMs());
    flush(end);
  }

  /** An end writes: it is judged by what that end knows. */
  void written(int writer, byte[] octets, int offset, int length) {
    if (reader == writer) {
      observed[1 - writer].beingTakenIn(takenIn[writer] + input.readerIndex(), observed[writer]);
    }
    for (WireFrame frame : observed[writer].written(octets, offset, length)) {
      world.trace().frame(world.nowMs(), writer, frame);
    }
    observed[writer].clearWritten();
  }

  void closedBy(int end) {
    closed[end] = true;
  }

  /** What an end was made to do becomes segments. */
  void flush(int end) {
    world.end(end).engine().flush();
    int delay = world.random().nextInt(MAX_DELAY_MS);
    pipes[end].flush(world.nowMs(), world.random().nextInt(30) == 0 ? delay * 20 : delay);
    if (closed[end]) {
      pipes[end].end();
    }
  }

  /** Hands over what has arrived, in pieces; gives whether anything had. */
  boolean deliver() {
    boolean moved = false;
    for (int end = 0; end < 2; end++) {
      byte[] octets = arrivedAt(end);
      while (octets.length > 0) {
        moved = true;
        if (!closed[end]) {
          handOver(end, octets);
        }
        octets = arrivedAt(end);
      }
      moved |= noticeEnd(end);
    }
    return moved;
  }

  private byte[] arrivedAt(int end) {
    return gone[end] ? new byte[0] : pipes[1 - end].poll(world.nowMs());
  }

  private void handOver(int end, byte[] octets) {
    SplittableRandom random = world.random();
    int at = 0;
    while (at < octets.length && !closed[end]) {
      int rest = octets.length - at;
      int piece = random.nextInt(3) == 0 ? 1 + random.nextInt(Math.min(rest, 40)) : rest;
      input = Unpooled.wrappedBuffer(octets, at, piece);
      reader = end;
      world.end(end).engine().input(input, world.nowMs());
      reader = -1;
      at += piece;
      takenIn[end] += piece;
      observed[1 - end].takenIn(takenIn[end], observed[end]);
      if (random.nextInt(4) > 0) {
        flush(end);
      }
    }
    flush(end);
  }

  private boolean noticeEnd(int end) {
    boolean peerIsAway = pipes[1 - end].isAtEnd();
    if (gone[end] || !(closed[end] || peerIsAway)) {
      return false;
    }
    gone[end] = true;
    pipes[end].end();
    pipes[1 - end].cut();
    world.trace().event(world.nowMs(), end, "socket gone");
    world.end(end).engine().inputClosed(null, world.nowMs());
    return true;
  }

  /** The network fails: some of what is under way arrives, or nothing does. */
  void lose() {
    world.trace().event(world.nowMs(), -1, "network fails");
    for (SimPipe pipe : pipes) {
      pipe.stall(false);
      pipe.breakAfter(world.random().nextInt(3));
    }
  }

  void stall(int writer, boolean stalled) {
    boolean was = pipes[writer].isWritable();
    pipes[writer].stall(stalled);
    if (!was) {
      pumpIfWritable(writer);
    }
  }

  void pumpIfWritable(int end) {
    if (!gone[end] && pipes[end].isWritable()) {
      world.end(end).engine().outputWritable();
      flush(end);
    }
  }

  /** When something arrives next, or {@link Long#MAX_VALUE}. */
  long nextMs() {
    return Math.min(pipes[0].nextMs(), pipes[1].nextMs());
  }
}
