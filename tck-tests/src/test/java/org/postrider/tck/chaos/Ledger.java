// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of the messages of one lane, by their numbers from 0 up: what the producer was told,
 * and what the consumer got.
 *
 * <p>Thread-safe.
 */
final class Ledger {

  /**
   * What is to be said of a lane when all has come that comes.
   *
   * @param lost acknowledged, and not received
   * @param halves transactions of which a part was received
   * @param undead of transactions that were rolled back, and received
   * @param forgotten received twice and not flagged, the first time about when the broker was
   *     killed: it had not yet stored that it delivered the message, and no client can know
   * @param unflagged any other that was received twice, the second time without a word of it
   */
  record Verdict(
      int sent,
      int acknowledged,
      int inDoubt,
      int received,
      int duplicates,
      int forgotten,
      List<Integer> lost,
      List<Integer> halves,
      List<Integer> undead,
      List<Integer> unflagged) {

    boolean isGood() {
      return lost.isEmpty() && halves.isEmpty() && undead.isEmpty() && unflagged.isEmpty();
    }
  }

  /** How near to a broker's end it may have delivered what it did not store, on a busy disk. */
  private static final long UNSTORED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How far a producer may be ahead of its consumer. */
  private static final int MAX_BACKLOG = 500;

  private final ReentrantLock lock = new ReentrantLock();
  private final int transactionSize;
  private final BitSet acknowledged = new BitSet();
  private final BitSet inDoubt = new BitSet();
  private final BitSet rolledBack = new BitSet();
  private final BitSet received = new BitSet();
  private final BitSet perhapsReceived = new BitSet();
  private final List<Integer> unflagged = new ArrayList<>();
  private final Map<Integer, Long> receivedAt = new HashMap<>();
  private int sent;
  private int duplicates;
  private int forgotten;
  private final List<Long> kills = new ArrayList<>();
  private long lastReceiptNanos = System.nanoTime();

  /**
   * An empty one.
   *
   * @param transactionSize how many messages each transaction of the producer has; 1 for none
   */
  Ledger(int transactionSize) {
    this.transactionSize = transactionSize;
  }

  /** Numbers for so many messages, which will be sent: the first of them. */
  int next(int count) {
    lock.lock();
    try {
      int first = sent;
      sent += count;
      return first;
    } finally {
      lock.unlock();
    }
  }

  void acknowledged(int first, int count) {
    note(acknowledged, first, count);
  }

  /** The broker is about to be killed. */
  void killing() {
    lock.lock();
    try {
      kills.add(System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  void inDoubt(int first, int count) {
    note(inDoubt, first, count);
  }

  void rolledBack(int first, int count) {
    note(rolledBack, first, count);
  }

  private void note(BitSet fate, int first, int count) {
    lock.lock();
    try {
      fate.set(first, first + count);
    } finally {
      lock.unlock();
    }
  }

  /** A message is with the application for good. */
  void received(int number, boolean redelivered) {
    lock.lock();
    try {
      if (received.get(number)) {
        duplicates++;
        if (!redelivered && isForgotten(number)) {
          forgotten++;
        } else if (!redelivered) {
          unflagged.add(number);
        }
      }
      received.set(number);
      lastReceiptNanos = System.nanoTime();
      receivedAt.putIfAbsent(number, lastReceiptNanos);
    } finally {
      lock.unlock();
    }
  }

  private boolean isForgotten(int number) {
    Long first = receivedAt.get(number);
    return first != null
        && kills.stream().anyMatch(kill -> Math.abs(kill - first) < UNSTORED_NANOS);
  }

  /** A message was consumed in a transaction of which nobody knows whether it was committed. */
  void perhapsReceived(int number) {
    note(perhapsReceived, number, 1);
  }

  int acknowledgedCount() {
    lock.lock();
    try {
      return acknowledged.cardinality();
    } finally {
      lock.unlock();
    }
  }

  int receivedCount() {
    lock.lock();
    try {
      return received.cardinality();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the consumer is so far behind that the producer should wait. */
  boolean isBehind() {
    lock.lock();
    try {
      return acknowledged.cardinality() - received.cardinality() > MAX_BACKLOG;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all that was acknowledged is there, and nothing has come for a while. */
  boolean isDrained(long quietNanos) {
    lock.lock();
    try {
      return missing().isEmpty() && isSilent(quietNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing has come for a while, though something is missing. */
  boolean isStalled(long quietNanos) {
    lock.lock();
    try {
      return !missing().isEmpty() && isSilent(quietNanos);
    } finally {
      lock.unlock();
    }
  }

  private boolean isSilent(long nanos) {
    return System.nanoTime() - lastReceiptNanos > nanos;
  }

  private BitSet missing() {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(received);
    missing.andNot(perhapsReceived);
    return missing;
  }

  Verdict verdict() {
    lock.lock();
    try {
      BitSet undead = (BitSet) rolledBack.clone();
      undead.and(received);
      return new Verdict(
          sent,
          acknowledged.cardinality(),
          inDoubt.cardinality(),
          received.cardinality(),
          duplicates,
          forgotten,
          numbers(missing()),
          halves(),
          numbers(undead),
          List.copyOf(unflagged));
    } finally {
      lock.unlock();
    }
  }

  /** The first numbers of the transactions that were received in part. */
  private List<Integer> halves() {
    List<Integer> halves = new ArrayList<>();
    for (int first = 0; transactionSize > 1 && first < sent; first += transactionSize) {
      BitSet whole = received.get(first, first + transactionSize);
      boolean some = !whole.isEmpty();
      whole.or(perhapsReceived.get(first, first + transactionSize));
      if (some && whole.cardinality() < transactionSize) {
        halves.add(first);
      }
    }
    return halves;
  }

  private static List<Integer> numbers(BitSet set) {
    return set.stream().boxed().toList();
  }
}
