// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One event loop as an executor, for work that belongs to no connection.
 *
 * <p>Thread-safe. It holds the event loops until it is closed.
 */
public final class LoopExecutor implements Executor, AutoCloseable {

  private final LoopGroup group;
  private final EventLoop loop;
  private final CommandQueue commands;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An executor on one of the loops.
   *
   * @param failures is told what commands throw, on the event loop
   */
  public LoopExecutor(EventLoops loops, Consumer<Throwable> failures) {
    group = loops.group();
    group.retain();
    loop = group.next();
    commands = new CommandQueue(loop, this::drain, failures);
  }

  private void drain() {
    commands.drain();
  }

  /** Runs a command on the event loop, after all that the same thread gave before. */
  @Override
  public void execute(Runnable command) {
    commands.add(command);
  }

  /**
   * Runs a command on the event loop later.
   *
   * @return cancels it
   */
  public Cancellable schedule(long delayMs, Runnable command) {
    Future<?> future = loop.schedule(() -> commands.run(command), delayMs, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  /** Whether the caller is on the event loop. */
  public boolean isInLoop() {
    return loop.inEventLoop();
  }

  /** Gives the event loops back; never blocks. What was given before still runs. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      group.release();
    }
  }
}
