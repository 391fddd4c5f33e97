// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of some event loops, which end when nobody holds them any more.
 *
 * <p>Thread-safe. It is held by its {@link EventLoops} handles, drivers, listeners and open
 * sockets.
 */
final class LoopGroup {

  private static final Logger LOG = LoggerFactory.getLogger(LoopGroup.class);
  private static final long SHUTDOWN_TIMEOUT_MS = 5_000;

  /** All connections of a program may have the same provider of tokens. */
  private static final int MAX_OF_ONE_PROVIDER = 8;

  private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();

  private final IoKind kind;
  private final EventLoopGroup group;
  private final Lookups lookups = new Lookups();
  private final WaitingThreads authentication = new WaitingThreads("auth");
  private final WaitingThreads tokens = new WaitingThreads("tokens", MAX_OF_ONE_PROVIDER);
  private final long lingerMs;

  // Guarded by this.
  private int holders = 1;
  private boolean lingering;
  private boolean usedMeanwhile;
  private boolean over;

  /**
   * Held once by the caller. Threads start when they are first used.
   *
   * @param lingerMs how long it goes on without a holder, for who comes soon: connections that are
   *     opened one after the other need no new threads
   */
  LoopGroup(IoKind kind, int threads, long lingerMs) {
    this(kind, threads, lingerMs, LoopGroup::thread);
  }

  LoopGroup(IoKind kind, int threads, long lingerMs, ThreadFactory factory) {
    this.kind = kind.resolve();
    this.lingerMs = lingerMs;
    // Who lingers is shared by clients; handlers of events have loops of their own, and may block.
    this.group =
        lingerMs > 0 && this.kind.isLendable()
            ? new LentLoops(threads, factory, this.kind.handlers())
            : new MultiThreadIoEventLoopGroup(threads, factory, this.kind.handlers());
  }

  private static Thread thread(Runnable task) {
    Thread thread =
        new FastThreadLocalThread(task, "postrider-io-" + THREAD_NUMBERS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Holds it, unless it has ended. */
  synchronized boolean tryRetain() {
    if (over) {
      return false;
    }
    holders++;
    usedMeanwhile = true;
    return true;
  }

  /** Whether it has ended, or is about to. */
  synchronized boolean isReleased() {
    return over;
  }

  /** Holds it until the channel is closed. */
  void retainFor(Channel channel) {
    retain();
    channel.closeFuture().addListener(closed -> release());
  }

  void retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("the event loops are closed");
    }
  }

  void release() {
    synchronized (this) {
      if (--holders > 0 || lingering) {
        return;
      }
      if (lingerMs > 0) {
        lingering = true;
        usedMeanwhile = false;
        linger();
        return;
      }
      over = true;
    }
    end();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A loop runs what it was given, or has ended.
  private void linger() {
    group.next().schedule(this::endUnlessHeld, lingerMs, TimeUnit.MILLISECONDS);
  }

  private void endUnlessHeld() {
    synchronized (this) {
      if (holders == 0 && usedMeanwhile) {
        // The last one has gone just now: its time begins then.
        usedMeanwhile = false;
        linger();
        return;
      }
      lingering = false;
      if (holders > 0) {
        return;
      }
      over = true;
    }
    end();
  }

  private void end() {
    lookups.close();
    authentication.close();
    tokens.close();
    group.forEach(LoopGroup::end);
  }

  /** A loop that has never run starts its thread for its end: where there is none, others end. */
  @SuppressWarnings("FutureReturnValueIgnored") // The end is awaited elsewhere, if at all.
  private static void end(EventExecutor loop) {
    try {
      loop.shutdownGracefully(0, SHUTDOWN_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (Throwable none) {
      LOG.debug("a loop that never ran has no thread to end on", none);
    }
  }

  IoKind kind() {
    return kind;
  }

  EventLoop next() {
    return group.next();
  }

  EventLoopGroup group() {
    return group;
  }

  Lookups lookups() {
    return lookups;
  }

  /** For the steps of SASL that may take a while, and for providers of credentials. */
  WaitingThreads authentication() {
    return authentication;
  }

  /** For providers of tokens for nodes. */
  WaitingThreads tokens() {
    return tokens;
  }

  boolean awaitTermination(long timeoutMs) throws InterruptedException {
    return group.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
  }
}
