// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handle on the threads that run connections: daemon threads named {@code postrider-io-N}.
 *
 * <p>Thread-safe. All handles from {@link #shared} of one kind and number use the same few threads,
 * so that a thousand connections do not cost a thousand threads; whoever wants its own takes {@link
 * #own}. The threads start when first used and end when every handle is closed and every connection
 * on them is terminated, so that a JVM without connections has none of them.
 */
public final class EventLoops implements AutoCloseable {

  /** One loop serves thousands of connections; more than a few only compete for the machine. */
  static final int MAX_SHARED_THREADS = 4;

  /** Asked once: in a container the JVM reads files to know it. */
  private static final int SHARED_THREADS =
      Math.min(MAX_SHARED_THREADS, Runtime.getRuntime().availableProcessors());

  /** Shared threads live on for who connects again soon. */
  private static final long LINGER_MS = 2_000;

  /** The most threads that one handle may have of its own. */
  public static final int MAX_THREADS = 256;

  // The one static state of the transport: that is what sharing means. Guarded by itself.
  private static final Map<Sharing, LoopGroup> SHARED = new HashMap<>();

  /** What those have in common who share threads. */
  private record Sharing(IoKind kind, int threads) {}

  private final LoopGroup group;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EventLoops(LoopGroup group) {
    this.group = group;
  }

  /**
   * A handle on the threads that everybody shares: one a processor, {@value #MAX_SHARED_THREADS} at
   * most.
   *
   * @throws IllegalArgumentException if the kind is not available on this machine
   */
  public static EventLoops shared(IoKind kind) {
    return shared(kind, SHARED_THREADS);
  }

  /**
   * A handle on the threads that all share who ask for so many.
   *
   * @param threads 1 to {@link #MAX_THREADS}
   * @throws IllegalArgumentException if the kind is not available on this machine
   */
  public static EventLoops shared(IoKind kind, int threads) {
    Sharing sharing = new Sharing(kind.resolve(), checked(threads));
    synchronized (SHARED) {
      LoopGroup group = SHARED.get(sharing);
      if (group == null || !group.tryRetain()) {
        group = new LoopGroup(sharing.kind, threads, LINGER_MS);
        SHARED.values().removeIf(LoopGroup::isReleased);
        SHARED.put(sharing, group);
      }
      return new EventLoops(group);
    }
  }

  private static int checked(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "event loop threads " + threads + " must be 1 to " + MAX_THREADS);
    }
    return threads;
  }

  /**
   * Threads of one's own.
   *
   * @param threads 1 to {@link #MAX_THREADS}
   * @throws IllegalArgumentException if the kind is not available on this machine
   */
  public static EventLoops own(IoKind kind, int threads) {
    return new EventLoops(new LoopGroup(kind, checked(threads), 0));
  }

  /** The kind, never {@link IoKind#AUTO}. */
  public IoKind kind() {
    return group.kind();
  }

  /**
   * The threads behind the handle.
   *
   * @throws IllegalStateException if the handle is closed
   */
  LoopGroup group() {
    if (closed.get()) {
      throw new IllegalStateException("the event loops are closed");
    }
    return group;
  }

  /**
   * Gives the handle back; never blocks. What was started with it goes on until it is terminated
   * itself.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      group.release();
    }
  }

  /** Waits until the threads have ended; false if they have not in time. */
  public boolean awaitTermination(long timeoutMs) throws InterruptedException {
    return group.awaitTermination(timeoutMs);
  }
}
