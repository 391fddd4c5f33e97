// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.transport.engine.OutgoingMessage;

/**
 * A session's messages on their way out: how large they are, and whether one failed.
 *
 * <p>Thread-safe. It bounds the memory of what is not settled: a sender waits when there is too
 * much. While there is room neither a send nor its end takes the lock.
 */
public final class SendTracker {

  /**
   * How many octets of messages a session may have on their way; one larger message may go alone.
   * More would hardly be faster, but leave the processor's caches before it is sent.
   */
  public static final long MAX_OCTETS = 2L * 1024 * 1024;

  /**
   * A sender that waits is woken when so few are left. Were it woken by each message that is
   * settled, both threads would pay a switch for every message.
   */
  private static final long WAKE_OCTETS = MAX_OCTETS / 2;

  /** With a broker that is slow a sender takes what room there is before it is woken. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** No message is empty: what is on its way has octets. */
  private final AtomicLong octets = new AtomicLong();

  private final AtomicReference<@Nullable JMSException> failure = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Who is counted here looks at the octets after that, and who takes from them looks here. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** What sends bear: that of the current transaction, or null; set and read on the event loop. */
  private @Nullable DeliveryState sendState;

  private @Nullable JMSException refusal;
  private boolean used;

  /** Which transaction messages are sent in: another one behind each rollback, and never 0. */
  private int transaction = 1;

  /**
   * Enters a message; waits for room. Gives false if there was none in time.
   *
   * @param begunNanos when its send began, by {@link System#nanoTime}
   * @param nanos how long that may take; negative for ever
   */
  public boolean begin(int messageOctets, long begunNanos, long nanos) throws InterruptedException {
    return enter(messageOctets) || await(messageOctets, begunNanos, nanos);
  }

  private boolean enter(int messageOctets) {
    long before = octets.get();
    while (before == 0 || before + messageOctets <= MAX_OCTETS) {
      if (octets.compareAndSet(before, before + messageOctets)) {
        return true;
      }
      before = octets.get();
    }
    return false;
  }

  /**
   * Waits until a message has entered; with 0 octets, until nothing is on its way. Gives false if
   * that is not so in time.
   *
   * @param nanos negative for ever
   */
  private boolean await(int messageOctets, long begunNanos, long nanos)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting.incrementAndGet();
      while (!(messageOctets == 0 ? isIdle() : enter(messageOctets))) {
        long left = nanos < 0 ? Long.MAX_VALUE : nanos - (System.nanoTime() - begunNanos);
        if (left <= 0) {
          return false;
        }
        long unused =
            changed.awaitNanos(messageOctets == 0 ? left : Math.min(left, LOOK_AGAIN_NANOS));
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  /** On the event loop: a message's fate is known. */
  void finished(int messageOctets, @Nullable JMSException cause) {
    if (cause != null) {
      failure.compareAndSet(null, cause);
    }
    long left = octets.addAndGet(-messageOctets);
    boolean roomy = left <= WAKE_OCTETS && left + messageOctets > WAKE_OCTETS;
    if ((roomy || left == 0) && waiting.get() > 0) {
      wake();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the fate of every message is known. */
  public boolean isIdle() {
    return octets.get() == 0;
  }

  /** Waits until the fate of every message is known; gives false if it is not in time. */
  public boolean awaitAll(long timeoutMs) throws InterruptedException {
    long nanos = timeoutMs < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    return isIdle() || await(0, System.nanoTime(), nanos);
  }

  /** The first failure since this was asked last, or since the last rollback; null if none. */
  public @Nullable JMSException takeFailure() {
    return failure.getAndSet(null);
  }

  /** On the event loop: why nothing may be sent at the moment, or null. */
  @Nullable JMSException refusal() {
    return refusal;
  }

  /** On the event loop: refuses what is sent from now on, until there is a state for it. */
  void refuse(JMSException cause) {
    refusal = cause;
  }

  /** On the event loop: the number of the transaction that messages are sent in; never 0. */
  int transaction() {
    return transaction;
  }

  /**
   * On the event loop: what was sent until now is rolled back. How it ends, and that may be told
   * late, is nothing to the next commit.
   */
  void rolledBack() {
    transaction = Math.max(1, transaction + 1);
    failure.set(null);
  }

  @Nullable DeliveryState sendState() {
    used = true;
    return sendState;
  }

  /** On the event loop: whether something was sent since {@link #takeUsed} was asked last. */
  boolean isUsed() {
    return used;
  }

  /** On the event loop: whether something was sent since this was asked last. */
  boolean takeUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  /** On the event loop: what messages bear from now on; see {@link OutgoingMessage#state}. */
  public void sendState(@Nullable DeliveryState state) {
    sendState = state;
    refusal = null;
  }
}
