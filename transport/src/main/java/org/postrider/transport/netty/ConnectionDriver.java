// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Wire;
import org.postrider.transport.engine.EngineInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one engine on one event loop, over all the sockets that the engine has in its life.
 *
 * <p>Public methods are thread-safe; the engine, its listeners and every command run on the event
 * loop. Work comes in batches: octets read, commands, a timer. At a batch's end the engine flushes
 * once and the socket is written to once.
 */
public final class ConnectionDriver implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionDriver.class);

  /**
   * So long a patient command waits at most. Much less would cost more than it saves: a timer that
   * is near is set anew whenever the loop waits.
   */
  private static final int PATIENCE_MS = 10;

  private final LoopGroup group;
  private final EventLoop loop;
  private final EngineInput engine;
  private final Consumer<Throwable> failures;
  private final CommandQueue commands;
  private final Runnable expected;
  private final TickTimer timer;
  private final AtomicBoolean terminated = new AtomicBoolean();

  // The event loop's.
  private boolean inBatch;
  private boolean paused;

  /** Whether the peer's silence was excused by this end's since it was heard last. */
  private boolean excused;

  private @Nullable Throwable loss;

  // One socket's, or one try's to have it.
  private @Nullable ConnectAttempt attempt;
  private @Nullable EngineHandler socket;
  private @Nullable Wire wire;

  /**
   * A driver without a socket, on one of the loops, which it holds until it is terminated.
   *
   * @param failures is told, on the event loop, what commands and the engine throw; it is logged as
   *     well
   */
  public ConnectionDriver(EventLoops loops, EngineInput engine, Consumer<Throwable> failures) {
    this(loops.group(), loops.group().next(), engine, failures);
  }

  ConnectionDriver(
      LoopGroup group, EventLoop loop, EngineInput engine, Consumer<Throwable> failures) {
    group.retain();
    this.group = group;
    this.loop = loop;
    this.engine = engine;
    this.failures = failures;
    this.commands = new CommandQueue(loop, this::batch, this::report);
    this.expected = commands::expected;
    this.timer = new TickTimer(loop, this::batch);
  }

  /**
   * Runs a command on the event loop, after all that the same thread gave before.
   *
   * @throws RejectedExecutionException if the driver is terminated; else the command runs
   */
  @Override
  public void execute(Runnable command) {
    requireAlive();
    commands.add(command);
  }

  /**
   * The same for a command that nobody waits for. After {@link #expectBatch} it wakes nobody: it
   * goes with what comes next, or {@value #PATIENCE_MS} ms later.
   *
   * @throws RejectedExecutionException if the driver is terminated; else the command runs
   */
  public void executePatiently(Runnable command) {
    requireAlive();
    commands.addPatiently(command);
  }

  /**
   * The same for a command that the calling thread, which must not be the event loop, is going to
   * wait for: where the loop is to be had, the thread runs it until what it waits for is so, some
   * milliseconds at most. Else, or if it is not so by then, it waits between {@link #waitBegins}
   * and {@link #waitEnds}.
   *
   * @param done what is waited for; it is looked at by the calling thread
   * @param limitNanos the longest that the caller waits
   * @throws RejectedExecutionException if the driver is terminated; else the command runs
   */
  public void executeAwaited(Runnable command, BooleanSupplier done, long limitNanos) {
    requireAlive();
    if (loop instanceof LentLoop lent && lent.tryTake()) {
      try {
        commands.add(command);
        lent.runUntil(done, limitNanos);
      } finally {
        lent.giveBack();
      }
    } else {
      commands.add(command);
    }
  }

  /** The calling thread, not the event loop, begins to wait for what the loop does. */
  public void waitBegins() {
    if (loop instanceof LentLoop lent) {
      lent.waitBegins();
    }
  }

  /** The thread waits no more. */
  public void waitEnds() {
    if (loop instanceof LentLoop lent) {
      lent.waitEnds();
    }
  }

  /** Patient commands, of any thread, wait no more. */
  public void hurry() {
    commands.hurry();
  }

  /**
   * Runs a command on the event loop later, unless the driver is terminated by then.
   *
   * @return cancels it
   * @throws RejectedExecutionException if the driver is terminated
   */
  public Cancellable schedule(long delayMs, Runnable command) {
    requireAlive();
    Future<?> timed =
        loop.schedule(
            () -> {
              if (!terminated.get()) {
                run(command);
                batch();
              }
            },
            delayMs,
            TimeUnit.MILLISECONDS);
    return () -> timed.cancel(false);
  }

  /**
   * Runs a command on the event loop later, though the driver may be terminated by then: the loop
   * goes on until it has run.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It fires in any case.
  public void scheduleAnyway(long delayMs, Runnable command) {
    if (!group.tryRetain()) {
      throw new RejectedExecutionException("the event loops have ended");
    }
    boolean scheduled = false;
    try {
      loop.schedule(() -> runAndRelease(command), delayMs, TimeUnit.MILLISECONDS);
      scheduled = true;
    } finally {
      if (!scheduled) {
        group.release();
      }
    }
  }

  private void runAndRelease(Runnable command) {
    try {
      run(command);
    } finally {
      group.release();
    }
  }

  /**
   * Reads files, on a thread that may wait; what comes of it is told on the event loop, unless the
   * driver is terminated by then.
   *
   * @param whose which files: readings of the same take turns
   * @return gives it up, and interrupts it
   */
  public <T> Cancellable read(
      Object whose, Callable<T> reading, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    return group
        .lookups()
        .read(whose, reading, (result, failure) -> tell(() -> answer.accept(result, failure)));
  }

  private void tell(Runnable command) {
    try {
      execute(command);
    } catch (RejectedExecutionException ended) {
      LOG.trace("an answer came after the connection's end");
    }
  }

  private void requireAlive() {
    if (terminated.get()) {
      throw new RejectedExecutionException("the connection's driver is terminated");
    }
  }

  /** Whether the caller is on the event loop. */
  public boolean isInLoop() {
    return loop.inEventLoop();
  }

  /** The time that the engine is told: milliseconds of a monotonic clock. */
  public long nowMs() {
    return MonotonicClock.nowMs();
  }

  /**
   * Begins to connect, for the first time or after a loss.
   *
   * @throws RejectedExecutionException if the driver is terminated
   */
  public void connect(ConnectRequest request, ConnectListener listener) {
    execute(
        () -> {
          ConnectAttempt fresh = new ConnectAttempt(this, request, listener);
          if (attempt != null || socket != null) {
            fresh.cancel(new IllegalStateException("there is a socket, or a try, already"));
            return;
          }
          attempt = fresh;
          fresh.start();
        });
  }

  /**
   * Drops the socket, and gives up a try to connect. The engine is told of the lost socket with the
   * cause; the listener of the try that it was cancelled.
   *
   * @throws RejectedExecutionException if the driver is terminated
   */
  public void disconnect(@Nullable Throwable cause) {
    execute(
        () -> {
          if (attempt != null) {
            attempt.cancel(cause);
          }
          if (socket != null) {
            socket.lose(cause);
          }
        });
  }

  /**
   * Sends what the engine has put out, closes the socket and takes no more commands. Those given
   * before run first; timers do not.
   */
  public void terminate() {
    if (terminated.compareAndSet(false, true)) {
      commands.addLast(this::end);
    }
  }

  private void end() {
    if (attempt != null) {
      attempt.cancel(null);
    }
    settle();
    if (socket != null) {
      socket.finish();
    }
    timer.cancel();
    group.release();
  }

  /** Whether {@link #terminate} was called. */
  public boolean isTerminated() {
    return terminated.get();
  }

  // On the event loop, from here on.

  LoopGroup group() {
    return group;
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * On the event loop: why the last socket was lost; null if it was not, or the engine ended it.
   */
  public @Nullable Throwable loss() {
    return loss;
  }

  /**
   * On the event loop, before the connection is open: what is waited for, and from whom, as in
   * {@code host:5671 for the TLS handshake}; null between two tries.
   */
  public @Nullable String awaits() {
    if (attempt != null) {
      return attempt.awaits();
    }
    return socket == null ? null : socket.awaits();
  }

  /** On the event loop: has a batch run in {@value #PATIENCE_MS} ms, for patient commands. */
  @SuppressWarnings("FutureReturnValueIgnored") // It fires in any case.
  public void expectBatch() {
    if (!commands.isExpecting()) {
      loop.schedule(expected, PATIENCE_MS, TimeUnit.MILLISECONDS);
      commands.expect();
    }
  }

  /** Runs something of the owner's. */
  void run(Runnable command) {
    commands.run(command);
  }

  void attemptOver(ConnectAttempt ended) {
    if (attempt == ended) {
      attempt = null;
    }
  }

  void connectedBy(Wire connected) {
    wire = connected;
  }

  /** On the event loop: the socket that was connected last, and who could read what goes there. */
  @Nullable Wire wire() {
    return wire;
  }

  void attach(EngineHandler fresh) {
    socket = fresh;
    guard(() -> engine.start(fresh.output(), nowMs()));
    batch();
  }

  /** The engine hears nothing more from its socket. */
  void detached(@Nullable Throwable cause) {
    socket = null;
    loss = cause;
    timer.cancel();
    run(() -> engine.inputClosed(cause, nowMs()));
  }

  void input(ByteBuf in) {
    excused = false;
    guard(() -> engine.input(in, nowMs()));
  }

  /** How many outcomes the engine awaits, if nothing but outcomes came; else 0. */
  int takeAwaited() {
    return engine.takeAwaited();
  }

  /** The socket takes more; the engine is told later, as this may be within a batch's flush. */
  void writable() {
    commands.add(
        () -> {
          EngineHandler current = socket;
          if (current != null && current.output().isWritable()) {
            guard(engine::outputWritable);
          }
        });
  }

  /** Runs what is queued, then lets the engine put out what it has collected, and writes once. */
  void batch() {
    if (inBatch) {
      commands.again();
      return;
    }
    inBatch = true;
    try {
      commands.drain();
      settle();
    } finally {
      inBatch = false;
    }
  }

  private void settle() {
    EngineHandler current = socket;
    if (current == null) {
      return;
    }
    guard(
        () -> {
          long now = nowMs();
          tellPause(current, now);
          timer.arm(engine.tick(now));
          engine.flush();
        });
    current.output().flush();
    if (current.output().failure() != null) {
      current.lose(current.output().failure());
      return;
    }
    if (current.output().isCloseRequested()) {
      current.finish();
    }
  }

  /** What the peer sent while nothing was read comes after this batch at the earliest. */
  private void tellPause(EngineHandler current, long now) {
    boolean reading = current.channel().config().isAutoRead();
    // Once until something comes: on a loop that is late all the time a peer may be dead, too.
    boolean away = !excused && timer.isLate(now);
    if (paused || !reading || away) {
      engine.inputPaused(now);
    }
    paused = !reading;
    excused |= away;
  }

  /** An engine that throws is broken: its socket goes, the loop stays. */
  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      if (e instanceof OutOfMemoryError) {
        // What this connection took is free again; the others can go on.
        LOG.error("A connection ends for want of memory", e);
      } else {
        report(e);
      }
      if (socket != null) {
        socket.lose(e);
      }
    }
  }

  private void report(Throwable e) {
    if (e instanceof RejectedExecutionException && terminated.get()) {
      // Another thread has terminated the driver while the command ran.
      LOG.trace("a command came after the connection's end", e);
      return;
    }
    LOG.error("A command or engine of a connection threw", e);
    try {
      failures.accept(e);
    } catch (RuntimeException broken) {
      LOG.error("The failure handler threw", broken);
    }
  }

  /** The current socket, for tests. */
  @Nullable EngineHandler socket() {
    return socket;
  }
}
