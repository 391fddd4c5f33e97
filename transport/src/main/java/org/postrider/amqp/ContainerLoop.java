// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;
import org.postrider.transport.netty.LoopExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything of a container happens: its commands, its connections and its
 * handlers' callbacks, one after the other.
 *
 * <p>Thread-safe, but for what says that it is confined to the loop.
 */
final class ContainerLoop {

  /** Something for whose sake the loop goes on; confined to the loop. */
  interface Held {

    /** Ends soon, in good order, and then releases itself. */
    void stop();

    /** Ends at once. */
    void abandon();
  }

  /** A command, and who takes what it throws. */
  private record Command(Runnable body, Consumer<Throwable> failures) {

    void run() {
      guarded(body, failures);
    }
  }

  /** How long connections may take to close when the container is stopped. */
  static final long STOP_TIMEOUT_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLoop.class);

  private enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    ENDED
  }

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger queued = new AtomicInteger();
  private final Consumer<Throwable> failing = this::fail;

  // Guarded by this.
  private final Deque<Command> early = new ArrayDeque<>();
  private Phase phase = Phase.NEW;
  private IoKind ioKind = IoKind.AUTO;
  private @Nullable EventLoops loops;
  private @Nullable EventLoops acceptingLoops;

  private volatile @Nullable LoopExecutor executor;
  private volatile boolean endsWhenIdle;
  private volatile @Nullable Throwable failure;

  // Confined to the loop.
  private final Set<Held> held = new LinkedHashSet<>();
  private final EventDelivery events = new EventDelivery(this);

  /** What was asked before the start, while the handler hears of it: more comes behind that. */
  private @Nullable Deque<Command> backlog;

  /**
   * Starts the thread: first a handler hears of it, then what was asked before is done, then what
   * the handler has asked; the events of all that come behind.
   *
   * @return false if it was started before
   */
  boolean start(MessagingHandler handler, Event event) {
    synchronized (this) {
      if (phase != Phase.NEW) {
        return false;
      }
      Deque<Command> asked = new ArrayDeque<>(early);
      begin(
          Phase.RUNNING,
          () -> events.deliver(handler, event, (to, start) -> startUp(to, start, asked)));
      return true;
    }
  }

  private void begin(Phase next, Runnable first) {
    phase = next;
    early.clear();
    LoopExecutor started = new LoopExecutor(loops(), failing);
    executor = started;
    enqueue(started, first, failing);
  }

  private void startUp(MessagingHandler handler, Event event, Deque<Command> asked) {
    backlog = asked.isEmpty() ? null : asked;
    Throwable thrown = EventDelivery.call(handler, event);
    backlog = null;
    if (thrown != null) {
      fail(thrown);
    }
    asked.forEach(Command::run);
  }

  private void stopUnstarted(List<Command> asked) {
    endSoon();
    asked.forEach(Command::run);
  }

  /** From now on the loop ends when there is nothing left to do. */
  void endWhenIdle() {
    endsWhenIdle = true;
    run(() -> {});
  }

  /** Sets how the threads wait for sockets, before there are any. */
  synchronized void ioKind(IoKind kind) {
    if (loops != null || acceptingLoops != null) {
      throw new IllegalStateException("the container's threads are there already");
    }
    ioKind = kind;
  }

  /** The one thread for connections. */
  synchronized EventLoops loops() {
    EventLoops made = loops;
    if (phase == Phase.ENDED) {
      throw new IllegalStateException("the container is stopped");
    }
    if (made == null) {
      made = EventLoops.own(ioKind, 1);
      loops = made;
    }
    return made;
  }

  /** Other threads, for acceptors: a port is opened while the loop waits for it. */
  synchronized EventLoops acceptingLoops() {
    EventLoops made = acceptingLoops;
    if (phase == Phase.ENDED) {
      throw new IllegalStateException("the container is stopped");
    }
    if (made == null) {
      made = EventLoops.shared(ioKind);
      acceptingLoops = made;
    }
    return made;
  }

  boolean isInside() {
    LoopExecutor started = executor;
    return started != null && started.isInLoop();
  }

  /** Whether the loop is stopping, or has come to its end. */
  synchronized boolean isStopped() {
    return phase == Phase.STOPPING || phase == Phase.ENDED;
  }

  /** Whether a command is run at once: on the loop, where nothing that was asked before waits. */
  boolean runsAtOnce() {
    return isInside() && backlog == null;
  }

  /** Runs a command: now on the loop, else as soon as it runs; never after its end. */
  void run(Runnable command) {
    if (runsAtOnce()) {
      command.run();
    } else {
      hand(command, failing);
    }
  }

  /** The same for a command whose failure is not the container's. */
  void run(Runnable command, Consumer<Throwable> failures) {
    tryRun(command, failures);
  }

  /** The same, and gives whether it has run or will: not behind the end. */
  boolean tryRun(Runnable command, Consumer<Throwable> failures) {
    if (!runsAtOnce()) {
      return hand(command, failures);
    }
    guarded(command, failures);
    return true;
  }

  /**
   * Runs a command behind those that were handed over; gives whether it will: not after the end.
   */
  synchronized boolean hand(Runnable command, Consumer<Throwable> failures) {
    LoopExecutor started = executor;
    Deque<Command> before = isInside() ? backlog : null;
    if (before != null) {
      before.add(new Command(command, failures));
    } else if (phase == Phase.NEW) {
      early.add(new Command(command, failures));
    } else if (phase != Phase.ENDED && started != null) {
      enqueue(started, command, failures);
    } else {
      return false;
    }
    return true;
  }

  /** Runs a command of its user on the loop, never at once. */
  void execute(Runnable command) {
    synchronized (this) {
      LoopExecutor started = executor;
      if (phase == Phase.NEW) {
        early.add(new Command(() -> runUnlessStopped(command), failing));
      } else if (phase == Phase.RUNNING && started != null) {
        enqueue(started, command, failing);
      } else {
        throw new IllegalStateException("the container is stopped");
      }
    }
  }

  private void runUnlessStopped(Runnable command) {
    if (!isStopped()) {
      command.run();
    }
  }

  private static void guarded(Runnable command, Consumer<Throwable> failures) {
    try {
      command.run();
    } catch (Throwable thrown) {
      failures.accept(thrown);
    }
  }

  private void enqueue(LoopExecutor target, Runnable command, Consumer<Throwable> failures) {
    queued.incrementAndGet();
    target.execute(
        () -> {
          queued.decrementAndGet();
          try {
            guarded(command, failures);
          } finally {
            endIfIdle();
          }
        });
  }

  /** Runs a command on the loop after a delay. Confined to the loop. */
  Runnable later(Runnable command, long delayMs) {
    LoopExecutor started = executor;
    if (started == null) {
      throw new IllegalStateException("the container is not running");
    }
    return started.schedule(delayMs, command)::cancel;
  }

  // Confined to the loop, from here on.

  void hold(Held what) {
    held.add(what);
  }

  void release(Held what) {
    held.remove(what);
    if (held.isEmpty()) {
      // Not now: whoever releases may be about to begin something else.
      later(this::endIfIdle, 0);
    }
  }

  /** Ends the loop if it is to end, and nothing is left to do. */
  void endIfIdle() {
    if (held.isEmpty() && events.isIdle() && (endsWhenIdle || isStopped())) {
      synchronized (this) {
        // Under the lock: what is handed over runs before the end, or is refused.
        if (queued.get() == 0) {
          end();
        }
      }
    }
  }

  /** Calls the handlers back. */
  EventDelivery events() {
    return events;
  }

  /** What a handler or a command has thrown ends the container; the first is remembered. */
  void fail(Throwable thrown) {
    if (failure == null) {
      LOG.error("The container ends, because a handler or a command has thrown", thrown);
      failure = thrown;
      stopNow();
    }
  }

  // On any thread.

  /** Ends the loop in good order; returns at once. */
  void stop() {
    synchronized (this) {
      if (phase == Phase.NEW) {
        if (early.isEmpty() && loops == null) {
          end();
        } else {
          // Nothing of what was asked for is begun now, but all of it is told that it is over.
          List<Command> asked = List.copyOf(early);
          begin(Phase.STOPPING, () -> stopUnstarted(asked));
        }
        return;
      }
    }
    if (isInside()) {
      stopNow();
    } else {
      hand(this::stopNow, failing);
    }
  }

  private void stopNow() {
    synchronized (this) {
      if (phase != Phase.RUNNING) {
        return;
      }
      phase = Phase.STOPPING;
    }
    endSoon();
  }

  private void endSoon() {
    List.copyOf(held).forEach(Held::stop);
    later(this::abandonAll, STOP_TIMEOUT_MS);
    later(this::endIfIdle, 0);
  }

  private void abandonAll() {
    List.copyOf(held).forEach(Held::abandon);
    held.clear();
    end();
  }

  private void end() {
    synchronized (this) {
      if (phase == Phase.ENDED) {
        return;
      }
      phase = Phase.ENDED;
      LoopExecutor started = executor;
      if (started != null) {
        started.close();
      }
      if (loops != null) {
        loops.close();
      }
      if (acceptingLoops != null) {
        acceptingLoops.close();
      }
    }
    end.countDown();
  }

  /** Waits for the end. */
  boolean awaitEnd(Duration time) throws InterruptedException {
    return end.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  void awaitEnd() throws InterruptedException {
    end.await();
  }

  /** What a handler or command has thrown, or null. */
  @Nullable Throwable failure() {
    return failure;
  }
}
