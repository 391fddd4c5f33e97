// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that a thread which waits for an answer may run itself, so that no thread has to be
 * woken for it.
 *
 * <p>Who holds it is in the loop: one thread at any time, and what a holder did has happened before
 * what the next one does. {@link #tryTake}, {@link #waitBegins} and {@link #waitEnds} are
 * thread-safe; {@link #runUntil} and {@link #giveBack} are the taker's; {@link #keep} and {@link
 * #keepNoMore} are the holder's.
 *
 * <p>The loop's own thread holds it, also while it waits for sockets, until it was waited for by
 * one thread many times in a row. Then it stands by: it lets go, and looks once a millisecond
 * whether the loop is taken. Who gives the loop back wakes it for what is left to do. All of this
 * relies on pairs of a write and a read: who adds a task or begins to wait does so before it looks
 * for a holder; a holder lets go before it looks for tasks and waiters. Should a wake-up be missed
 * all the same, its own thread sees within that millisecond that there is work.
 */
final class LentLoop extends SingleThreadIoEventLoop {

  /** Netty's own loops look at the sockets as often while there are tasks. */
  private static final long TASKS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So long, and a bit, sockets may be without anybody who looks. */
  private static final long STAND_BY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** The longest that it is lent: an interrupt is seen as late as this. */
  private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * Since JDK 21 the one group of all virtual threads: one that waits for a socket pins another.
   */
  private static final String VIRTUAL_THREADS = "VirtualThreads";

  /**
   * So long who is to have it waits for its own thread to let go: longer than that takes on a
   * processor that is awake. Whoever would rather add a task is what keeps it from letting go.
   */
  private static final long HAND_OVER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final int MIN_LONE_WAITS = 16;
  private static final int MAX_LONE_WAITS = 128;

  private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
  private final AtomicInteger waiters = new AtomicInteger();
  private final LoanRecord record = new LoanRecord();
  private final LoopLease lease = new LoopLease(this);
  private volatile @Nullable Thread own;
  private volatile boolean recalled;
  private volatile boolean standByAsked;
  private volatile int loneWaits;
  private volatile int loneWaitsWanted = MIN_LONE_WAITS;

  // The holder's to write.
  private volatile int takes;
  private volatile int keepers;

  LentLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
    super(
        group,
        executor,
        (IoHandlerFactory) loop -> new LentIo(handlers.newHandler(loop), (LentLoop) loop));
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return thread == holder.get();
  }

  @Override
  protected void run() {
    holder.set(Thread.currentThread());
    ioHandler().initialize();
    // From now on it may be taken.
    own = Thread.currentThread();
    while (true) {
      runIo();
      if (isShuttingDown()) {
        ioHandler().prepareToDestroy();
      }
      runAllTasks(TASKS_NANOS);
      if (confirmShutdown()) {
        return;
      }
      if (standByAsked) {
        if (waiters.get() == 0 && keepers == 0) {
          standBy();
        }
        standByAsked = false;
      }
    }
  }

  private void standBy() {
    record.begin(System.nanoTime());
    int first = takes;
    holder.set(null);
    standByAsked = false;
    awaitNeed(first);
    if (isShuttingDown()) {
      // What was to wake this thread for that may have woken who had the loop.
      execute(() -> {});
    }
    loneWaits = 0;
    // However it ended: a compilation or a collection makes a good borrower pause, too.
    boolean paid = record.loans() > 4 * loneWaitsWanted;
    loneWaitsWanted = paid ? MIN_LONE_WAITS : Math.min(MAX_LONE_WAITS, 2 * loneWaitsWanted);
  }

  /** Returns as the holder, when the loop is not taken any more, or there is work for it. */
  private void awaitNeed(int first) {
    int seen = first;
    boolean idle = false;
    while (!isShuttingDown()) {
      if ((idle || isNeeded()) && holder.compareAndSet(null, own)) {
        return;
      }
      long begun = System.nanoTime();
      park();
      int now = takes;
      idle = now == seen && holder.get() == null && System.nanoTime() - begun >= STAND_BY_NANOS;
      seen = now;
    }
    takeBack();
  }

  private boolean isNeeded() {
    return record.isUnfit() || waiters.get() > 0 || keepers > 0 || pendingTasks() > 0;
  }

  private void takeBack() {
    recalled = true;
    while (!holder.compareAndSet(null, own)) {
      ioHandler().wakeup();
      park();
    }
    recalled = false;
  }

  private void park() {
    LockSupport.parkNanos(this, STAND_BY_NANOS);
    // Nobody has reason to interrupt it, and no park would wait any more.
    boolean unused = Thread.interrupted();
  }

  /** Somebody has something to do for who holds the loop. */
  void wakeHolder(Runnable wakeIo) {
    Thread current = holder.get();
    if (current == null) {
      LockSupport.unpark(own);
    } else if (current != Thread.currentThread()) {
      wakeIo.run();
    }
  }

  /** Takes the loop, if its own thread stands by and nobody else has it. */
  boolean tryTake() {
    if (standByAsked && !isUnsuited(Thread.currentThread())) {
      awaitStandBy();
    }
    if (own == null
        || recalled
        || keepers > 0
        || record.isUnfit()
        || holder.get() != null
        || isUnsuited(Thread.currentThread())
        || !StackRoom.isEnough()
        || !holder.compareAndSet(null, Thread.currentThread())) {
      return false;
    }
    int before = takes;
    takes = before + 1;
    record.taken(System.nanoTime());
    return true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // The other thread may need this very processor.
  private void awaitStandBy() {
    long begun = System.nanoTime();
    while (standByAsked && holder.get() == own && System.nanoTime() - begun < HAND_OVER_NANOS) {
      Thread.yield();
    }
  }

  private static boolean isUnsuited(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.isInterrupted() || group == null || group.getName().equals(VIRTUAL_THREADS);
  }

  /**
   * Runs the loop until something is so, or the loop is wanted back.
   *
   * @param limitNanos the longest that the thread may be kept; it is some milliseconds at most
   */
  void runUntil(BooleanSupplier done, long limitNanos) {
    long endNanos = System.nanoTime() + Math.min(limitNanos, LEASE_NANOS);
    lease.ends(endNanos);
    runAllTasks(LEASE_NANOS);
    while (!done.getAsBoolean()
        && !recalled
        && keepers == 0
        && !isShuttingDown()
        && System.nanoTime() - endNanos < 0) {
      ioHandler().run(lease);
      runAllTasks(LEASE_NANOS);
    }
  }

  /** Gives back what was taken. */
  void giveBack() {
    try {
      record.given(System.nanoTime());
    } finally {
      holder.set(null);
    }
    if (recalled || isNeeded()) {
      LockSupport.unpark(own);
    }
  }

  /**
   * Something is begun that may take longer than a thread would be kept, as it asks others: until
   * {@link #keepNoMore} the loop goes back to its own thread, and is not lent.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only who holds the loop writes it.
  void keep() {
    keepers++;
  }

  /** That is over. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only who holds the loop writes it.
  void keepNoMore() {
    keepers--;
  }

  /** The calling thread is going to wait for something that the loop does. */
  void waitBegins() {
    loneWaits = waiters.incrementAndGet() == 1 ? loneWaits + 1 : 0;
    if (holder.get() == null) {
      LockSupport.unpark(own);
    }
  }

  /** It waits no more. */
  void waitEnds() {
    if (waiters.decrementAndGet() == 0 && loneWaits >= loneWaitsWanted) {
      standByAsked = true;
      ioHandler().wakeup();
    }
  }

  /** Whether a lease may wait for sockets. */
  boolean isIdle() {
    return !hasTasks() && !hasScheduledTasks();
  }

  long taskDelayNanos(long nowNanos) {
    return delayNanos(nowNanos);
  }

  long taskDeadlineNanos() {
    return deadlineNanos();
  }
}
