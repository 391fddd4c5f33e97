// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handle on the threads that run connections: daemon threads named {@code postrider-io-N}.
 *
 * <p>Thread-safe. All handles from {@link #shared} of one kind use the same few threads, so that a
 * thousand connections do not cost a thousand threads; whoever wants its own takes {@link #own}.
 * The threads start when first used and end when every handle is closed and every connection on
 * them is terminated, so that a JVM without connections has none of them.
 */
public final class EventLoops implements AutoCloseable {

  /** One loop serves thousands of connections; more than a few only compete for the machine. */
  static final int MAX_SHARED_THREADS = 4;

  /** The most threads that one handle may have of its own. */
  public static final int MAX_THREADS = 256;

  // The one static state of the transport: that is what sharing means. Guarded by itself.
  private static final Map<IoKind, LoopGroup> SHARED = new EnumMap<>(IoKind.class);

  private final LoopGroup group;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EventLoops(LoopGroup group) {
    this.group = group;
  }

  /**
   * A handle on the threads that everybody shares.
   *
   * @throws IllegalArgumentException if the kind is not available on this machine
   */
  public static EventLoops shared(IoKind kind) {
    IoKind resolved = kind.resolve();
    synchronized (SHARED) {
      LoopGroup group = SHARED.get(resolved);
      if (group == null || !group.tryRetain()) {
        int processors = Runtime.getRuntime().availableProcessors();
        group = new LoopGroup(resolved, Math.min(MAX_SHARED_THREADS, processors));
        SHARED.put(resolved, group);
      }
      return new EventLoops(group);
    }
  }

  /**
   * Threads of one's own.
   *
   * @param threads 1 to {@link #MAX_THREADS}
   * @throws IllegalArgumentException if the kind is not available on this machine
   */
  public static EventLoops own(IoKind kind, int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "event loop threads " + threads + " must be 1 to " + MAX_THREADS);
    }
    return new EventLoops(new LoopGroup(kind, threads));
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
