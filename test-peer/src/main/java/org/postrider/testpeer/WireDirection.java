// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The faults of one direction of a {@link FaultyWire}, for the connections there are and those to
 * come, and what it has forwarded.
 *
 * <p>Thread-safe. Each word takes effect for the next octets.
 */
public final class WireDirection {

  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final long NEVER = Long.MAX_VALUE;

  /** A slow wire forwards this many pieces a second, so that no test waits long for the first. */
  private static final int SLOW_PIECES_PER_SECOND = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long delayNs;
  private int chunkOctets = NO_LIMIT;
  private int octetsPerSecond = NO_LIMIT;
  private boolean stalled;
  private boolean closed;
  private long octetsToCut = NEVER;
  private long framesToCut = NEVER;
  private long octets;
  private long frames;

  WireDirection() {}

  /**
   * Holds what comes for a time before it forwards it. What comes meanwhile waits, too, and is then
   * held for as long.
   */
  public WireDirection delay(Duration delay) {
    return change(() -> delayNs = delay.toNanos());
  }

  /** Forwards at most this many octets at once. The system may join them again. */
  public WireDirection chunk(int octetsAtOnce) {
    requirePositive("chunk", octetsAtOnce);
    return change(() -> chunkOctets = octetsAtOnce);
  }

  /** Forwards at most this many octets a second. */
  public WireDirection octetsPerSecond(int rate) {
    requirePositive("octets per second", rate);
    return change(() -> octetsPerSecond = rate);
  }

  /** Stops reading and forwarding; the sender's socket fills up. */
  public WireDirection stall() {
    return change(() -> stalled = true);
  }

  /** Ends a stall. */
  public WireDirection resume() {
    return change(() -> stalled = false);
  }

  /**
   * Forwards this many octets from now on, then cuts the connection that brought the last of them:
   * the receiver sees the end of the stream, the sender a reset. Later connections are spared.
   */
  public WireDirection cutAfterBytes(long count) {
    requirePositive("octets until the cut", count);
    return change(() -> octetsToCut = count);
  }

  /** Like {@link #cutAfterBytes}, but counts frames; protocol headers are none. */
  public WireDirection cutAfterFrames(long count) {
    requirePositive("frames until the cut", count);
    return change(() -> framesToCut = count);
  }

  /** Takes all faults back. */
  public WireDirection heal() {
    return change(
        () -> {
          delayNs = 0;
          chunkOctets = NO_LIMIT;
          octetsPerSecond = NO_LIMIT;
          stalled = false;
          octetsToCut = NEVER;
          framesToCut = NEVER;
        });
  }

  /** How many octets were forwarded until now, over all connections. */
  public long octets() {
    return read(() -> octets);
  }

  /** How many AMQP and SASL frames were forwarded until now, over all connections. */
  public long frames() {
    return read(() -> frames);
  }

  /**
   * Waits until this many octets were forwarded, over all connections.
   *
   * @throws AssertionError if they were not in time
   */
  public void awaitOctets(long count, Duration timeout) {
    Boolean reached = Interruptions.refuse(() -> reached(count, timeout.toNanos()));
    if (!Boolean.TRUE.equals(reached)) {
      throw new AssertionError(
          octets() + " of " + count + " octets forwarded within " + timeout.toMillis() + " ms");
    }
  }

  private boolean reached(long count, long timeoutNs) throws InterruptedException {
    lock.lock();
    try {
      long leftNs = timeoutNs;
      while (octets < count && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
      }
      return octets >= count;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the stall is over, if there is one. */
  void awaitFlow() throws InterruptedException {
    lock.lock();
    try {
      while (stalled && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for as long as the delay is. */
  void awaitDelay() throws InterruptedException {
    await(read(() -> delayNs));
  }

  /** Waits for as long as octets take on a slow wire. */
  void awaitRate(int forwarded) throws InterruptedException {
    int rate = (int) read(() -> octetsPerSecond);
    if (rate != NO_LIMIT) {
      await(TimeUnit.SECONDS.toNanos(1) * forwarded / rate);
    }
  }

  private void await(long durationNs) throws InterruptedException {
    lock.lock();
    try {
      long leftNs = durationNs;
      while (leftNs > 0 && !closed) {
        leftNs = changed.awaitNanos(leftNs);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many octets may be forwarded next, of so many. */
  int pieceOf(int available) {
    lock.lock();
    try {
      int slice = octetsPerSecond == NO_LIMIT ? NO_LIMIT : slowPiece(octetsPerSecond);
      long piece = Math.min(Math.min(available, chunkOctets), slice);
      return (int) Math.min(piece, octetsToCut);
    } finally {
      lock.unlock();
    }
  }

  private static int slowPiece(int rate) {
    return Math.max(1, rate / SLOW_PIECES_PER_SECOND);
  }

  /** Whether frames are counted down to a cut, so that a piece must end where a frame does. */
  boolean countsFrames() {
    return read(() -> framesToCut) != NEVER;
  }

  /** Octets were forwarded; gives whether the connection is to be cut now. */
  boolean forwarded(int octetCount, int frameCount) {
    lock.lock();
    try {
      octets += octetCount;
      frames += frameCount;
      octetsToCut = octetsToCut == NEVER ? NEVER : octetsToCut - octetCount;
      framesToCut = framesToCut == NEVER ? NEVER : framesToCut - frameCount;
      boolean cut = octetsToCut <= 0 || framesToCut <= 0;
      if (cut) {
        octetsToCut = NEVER;
        framesToCut = NEVER;
      }
      changed.signalAll();
      return cut;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody wait any more. */
  void close() {
    change(() -> closed = true);
  }

  private WireDirection change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return this;
  }

  private long read(java.util.function.LongSupplier field) {
    lock.lock();
    try {
      return field.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " must be positive, not " + value);
    }
  }
}
