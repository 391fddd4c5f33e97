// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.atomic.unpadded.MpscUnboundedAtomicUnpaddedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands from many threads to one event loop, which is woken once for a batch of them.
 *
 * <p>{@link #add}, {@link #addPatiently} and {@link #again} are thread-safe; {@link #drain} is
 * confined to the loop.
 *
 * <p>The protocol: whoever adds looks at the flag after its command is in; who turns it to true
 * submits the loop's one task. The task takes commands, then turns the flag to false and looks at
 * the queue again. So either the task sees a late command, or the late adder sees false.
 */
final class CommandQueue {

  private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);

  /** More are left for a later task, so that other connections on the loop have their turn. */
  static final int MAX_COMMANDS_PER_BATCH = 1024;

  private static final int CHUNK_COMMANDS = 32;

  // Padding is half a KiB of each connection, and no send was measured to be cheaper for it.
  private final MpscUnboundedAtomicUnpaddedArrayQueue<Runnable> commands =
      new MpscUnboundedAtomicUnpaddedArrayQueue<>(CHUNK_COMMANDS);
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whether the loop will drain the queue by itself; the loop's to write. */
  private volatile boolean expecting;

  /** One object for every batch. */
  private final Runnable task = this::runTask;

  private final Executor loop;
  private final Runnable batch;
  private final Consumer<Throwable> failures;

  /**
   * A queue.
   *
   * @param batch what a wake-up runs on the loop; it calls {@link #drain}
   * @param failures is told what commands throw
   */
  CommandQueue(Executor loop, Runnable batch, Consumer<Throwable> failures) {
    this.loop = loop;
    this.batch = batch;
    this.failures = failures;
  }

  /**
   * Adds a command and wakes the loop if nobody has.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  void add(Runnable command) {
    commands.offer(command);
    wake();
  }

  /** Adds what may wait for the loop's first thread, where none can be started now. */
  void addLast(Runnable command) {
    commands.offer(command);
    try {
      wake();
    } catch (OutOfMemoryError noThread) {
      LOG.debug("the event loop never ran, and has no thread for the end of a driver", noThread);
    }
  }

  /**
   * Adds a command that may wait for the next batch where the loop expects one; else wakes it. Who
   * sees that it does has added before it ceases to, and so before the queue is drained.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  void addPatiently(Runnable command) {
    commands.offer(command);
    if (!expecting) {
      wake();
    }
  }

  /** Patient commands wait no more. */
  void hurry() {
    if (expecting && !commands.isEmpty()) {
      wake();
    }
  }

  /** On the loop: whether {@link #expected} is bound to come. */
  boolean isExpecting() {
    return expecting;
  }

  /** On the loop: {@link #expected} is bound to come. */
  void expect() {
    expecting = true;
  }

  /** On the loop: runs the batch that patient commands wait for. */
  void expected() {
    expecting = false;
    batch.run();
    if (!commands.isEmpty()) {
      wake();
    }
  }

  /** Has a batch run soon; within a batch, another one after it. */
  void again() {
    add(() -> {});
  }

  private void wake() {
    // The plain read first: in a burst nearly every adder finds true and pays for no more.
    if (!woken.get() && woken.compareAndSet(false, true)) {
      boolean submitted = false;
      try {
        loop.execute(task);
        submitted = true;
      } finally {
        if (!submitted) {
          woken.set(false);
        }
      }
    }
  }

  private void runTask() {
    try {
      batch.run();
    } finally {
      woken.set(false);
      if (!commands.isEmpty()) {
        wake();
      }
    }
  }

  /** Runs the commands that are there, up to the limit, in the order of their adding. */
  void drain() {
    for (int i = 0; i < MAX_COMMANDS_PER_BATCH; i++) {
      Runnable command = commands.poll();
      if (command == null) {
        return;
      }
      run(command);
    }
  }

  /** Runs one command; what it throws does not reach the loop. */
  void run(Runnable command) {
    try {
      command.run();
    } catch (Throwable e) {
      failures.accept(e);
    }
  }
}
