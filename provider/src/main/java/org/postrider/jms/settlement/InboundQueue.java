// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * What a consumer has got and the application has not.
 *
 * <p>Thread-safe: the event loop adds, the session's thread takes. It is bounded by the credit that
 * the consumer grants, and in octets by who holds that back. A stopped queue gives nothing; a
 * closed one gives null at once.
 */
public final class InboundQueue {

  private static final long NEVER = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Backlog messages;
  private final Runnable arrival;
  private final HandedBefore handedBefore;

  private @Nullable Runnable room;
  private long roomAt = NEVER;
  private boolean running;
  private boolean closed;
  private int attachment;
  private int waiting;
  private volatile boolean awaited;
  private boolean handing;
  private @Nullable Throwable failure;

  /**
   * A stopped queue.
   *
   * @param arrival called on the event loop after each message
   */
  public InboundQueue(Runnable arrival) {
    this(arrival, null);
  }

  /**
   * A stopped queue, in the order of priorities if these are told.
   *
   * @param priority how urgent a message is, from 0 to 9; asked while the queue is locked
   */
  public InboundQueue(Runnable arrival, @Nullable ToIntFunction<IncomingDelivery> priority) {
    this(arrival, priority, new HandedMessages().of("this queue's alone"));
  }

  /** The same, with what the application had before of where its messages come from. */
  public InboundQueue(
      Runnable arrival,
      @Nullable ToIntFunction<IncomingDelivery> priority,
      HandedBefore handedBefore) {
    this.arrival = arrival;
    this.handedBefore = handedBefore;
    this.messages = new Backlog(priority);
  }

  /** Whether a thread waits for a message; it may have one, or cease to, at any time. */
  public boolean isAwaited() {
    return awaited;
  }

  /** Adds a delivery; gives false if the queue is closed, and the delivery is to be released. */
  public boolean add(IncomingDelivery delivery) {
    return add(delivery, false);
  }

  /**
   * The same.
   *
   * @param kept whether a loss leaves it here: it came settled, and no broker delivers it again
   */
  public boolean add(IncomingDelivery delivery, boolean kept) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      messages.addLast(new Received(delivery, this, 0, kept ? Received.KEPT : attachment));
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    arrival.run();
    return true;
  }

  /**
   * Puts messages back before all others, in their order; each counts one redelivery more. Those of
   * a lost connection are left out: the broker delivers them again. Gives false if the queue is
   * closed: they must go back to the broker.
   */
  public boolean giveBack(List<Received> delivered) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      for (int i = delivered.size() - 1; i >= 0; i--) {
        if (!delivered.get(i).isLostAt(attachment)) {
          messages.addFirst(delivered.get(i).again());
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    delivered.forEach(each -> arrival.run());
    return true;
  }

  /**
   * Puts a message back as if it had not been taken; gives false if the queue is closed: it must go
   * back to the broker.
   */
  public boolean undo(Received taken) {
    lock.lock();
    try {
      if (!closed && !taken.isLostAt(attachment)) {
        messages.addFirst(taken);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a message if the queue runs and has one; {@link #handed} is to follow. */
  public @Nullable Received poll() {
    lock.lock();
    try {
      return running ? hand(messages.poll()) : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a message if there is one, as soon as the queue runs; {@link #handed} is to follow.
   *
   * @param nanos how long to wait for that; negative for ever
   * @return null if there is none, or the queue is closed before it runs
   * @throws TimeoutException if it does not run in time
   */
  public @Nullable Received pollRunning(long nanos) throws InterruptedException, TimeoutException {
    lock.lock();
    try {
      long left = nanos;
      while (!running && !closed) {
        if (nanos < 0) {
          changed.await();
        } else if (left <= 0) {
          throw new TimeoutException("the queue is stopped");
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return running ? hand(messages.poll()) : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a message, waiting for one; {@link #handed} is to follow.
   *
   * @param nanos how long to wait; negative for ever
   * @return null if none came in time, or the queue is closed
   */
  public @Nullable Received take(long nanos) throws InterruptedException {
    return take(nanos, () -> false);
  }

  /**
   * The same, where the wait may be given up meanwhile.
   *
   * @param givenUp whether it is; asked by the caller's thread while the queue is locked, before it
   *     waits and with each {@link #wake}
   */
  public @Nullable Received take(long nanos, BooleanSupplier givenUp) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      long left = nanos;
      while (!closed && (!running || messages.isEmpty())) {
        if (givenUp.getAsBoolean()) {
          return null;
        }
        awaited = true;
        if (nanos < 0) {
          changed.await();
        } else if (left <= 0) {
          return null;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return closed ? null : hand(messages.poll());
    } finally {
      waiting--;
      awaited = false;
      lock.unlock();
    }
  }

  private @Nullable Received hand(@Nullable Received taken) {
    handing = taken != null;
    Runnable waiter = room;
    if (waiter != null && messages.octets() <= roomAt) {
      long at = roomAt;
      roomAt = NEVER;
      boolean told = false;
      try {
        waiter.run();
        told = true;
      } finally {
        if (!told) {
          // The next one tells.
          roomAt = at;
          putBack(taken);
        }
      }
    }
    return taken;
  }

  /** What nobody else has yet. */
  private void putBack(@Nullable Received taken) {
    if (taken != null) {
      handing = false;
      messages.addFirst(taken);
    }
  }

  /** What was taken is with the application, or settled, or back. */
  public void handed() {
    lock.lock();
    try {
      if (handing) {
        handing = false;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until what was taken is with the application; gives false if it is not in time.
   *
   * @param nanos how long to wait
   */
  public boolean awaitHanded(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (handing) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection was lost: the broker will deliver again what is here, and what was taken and not
   * acknowledged. Gives what was here; what came settled stays, in its order.
   */
  public List<Received> lose() {
    lock.lock();
    try {
      attachment++;
      List<Received> lost = new ArrayList<>();
      for (Received received : messages.takeAll()) {
        if (received.isLostAt(attachment)) {
          lost.add(received);
        } else {
          messages.addLast(received);
        }
      }
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** What the application had got of connections that were lost. */
  public HandedBefore handedBefore() {
    return handedBefore;
  }

  /** Whether a message came over a connection that is lost by now. */
  public boolean isLost(Received received) {
    lock.lock();
    try {
      return received.isLostAt(attachment);
    } finally {
      lock.unlock();
    }
  }

  /** Lets messages be taken, or keeps them. */
  public void run(boolean nowRunning) {
    lock.lock();
    try {
      running = nowRunning;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has whoever waits ask whether that is given up. */
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends every wait; what is left is to be taken by {@link #clear}. */
  public void close(@Nullable Throwable cause) {
    lock.lock();
    try {
      closed = true;
      if (failure == null) {
        failure = cause;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether messages may be taken. */
  public boolean isRunning() {
    lock.lock();
    try {
      return running && !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Why it was closed, or null. */
  public @Nullable Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything out, whether running or not. */
  public List<Received> clear() {
    lock.lock();
    try {
      return messages.takeAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many octets of messages wait. */
  public long octets() {
    lock.lock();
    try {
      return messages.octets();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has it told, once, when no more than so many octets wait because messages were taken; gives
   * false if it is so already.
   *
   * @param told is called while the queue is locked
   */
  public boolean awaitRoom(long octets, Runnable told) {
    lock.lock();
    try {
      room = told;
      roomAt = messages.octets() <= octets ? NEVER : octets;
      return roomAt != NEVER;
    } finally {
      lock.unlock();
    }
  }

  /** How many messages wait. */
  public int size() {
    lock.lock();
    try {
      return messages.size();
    } finally {
      lock.unlock();
    }
  }
}
