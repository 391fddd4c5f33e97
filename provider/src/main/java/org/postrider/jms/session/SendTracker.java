// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.transport.engine.OutgoingMessage;

/**
 * A session's messages on their way out: how many there are, how large, and whether one failed.
 *
 * <p>Thread-safe. It bounds the memory of what is not settled: a sender waits when there is too
 * much.
 */
final class SendTracker {

  /**
   * How many octets of messages a session may have on their way; one larger message may go alone.
   * More would not be faster, but leave the processor's caches before it is sent.
   */
  static final long MAX_OCTETS = 2L * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int pending;
  private long octets;
  private int waiting;
  private @Nullable JMSException failure;

  /** What sends bear: that of the current transaction, or null; set and read on the event loop. */
  private @Nullable DeliveryState sendState;

  private @Nullable JMSException refusal;
  private boolean used;

  /** Enters a message; waits for room. Gives false if there was none in time. */
  boolean begin(int messageOctets, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      long left = nanos;
      while (octets > 0 && octets + messageOctets > MAX_OCTETS) {
        if (nanos < 0) {
          changed.await();
        } else if (left <= 0) {
          return false;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      octets += messageOctets;
      pending++;
      return true;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** On the event loop: a message's fate is known. */
  void finished(PendingSend send, @Nullable JMSException cause) {
    lock.lock();
    try {
      octets -= send.octets();
      pending--;
      if (cause != null && failure == null) {
        failure = cause;
      }
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the fate of every message is known. */
  boolean isIdle() {
    lock.lock();
    try {
      return pending == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the fate of every message is known; gives false if it is not in time. */
  boolean awaitAll(long timeoutMs) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
      while (pending > 0) {
        if (timeoutMs < 0) {
          changed.await();
        } else if (left <= 0) {
          return false;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return true;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** The first failure since this was asked last, or null. */
  @Nullable JMSException takeFailure() {
    lock.lock();
    try {
      JMSException first = failure;
      failure = null;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: why nothing may be sent at the moment, or null. */
  @Nullable JMSException refusal() {
    return refusal;
  }

  /** On the event loop: refuses what is sent from now on, until there is a state for it. */
  void refuse(JMSException cause) {
    refusal = cause;
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
  void sendState(@Nullable DeliveryState state) {
    sendState = state;
    refusal = null;
  }
}
