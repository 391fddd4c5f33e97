// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

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
   * @param perhaps consumed in a transaction whose commit was in doubt, and not received again
   * @param lost acknowledged, and neither received, nor left in the queue, nor in a transaction in
   *     doubt that is seen to have been committed
   * @param halves transactions of which a part was received
   * @param undead of transactions that were rolled back, and received
   * @param forgotten received twice and not flagged, the first time shortly before the broker was
   *     killed, and its settlement was not confirmed: the broker had not yet stored that it
   *     delivered the message, and no client can know
   * @param unflagged any other that was received twice, the second time without a word of it; and
   *     any that was committed twice
   */
  record Verdict(
      int sent,
      int acknowledged,
      int inDoubt,
      int received,
      int perhaps,
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

  /** From when on a kill was meant, until the next broker took connections. */
  private record Kill(long begunNanos, long endNanos) {}

  /** A message that came again without a flag. */
  private record Surprise(int number, boolean confirmed) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final LongSupplier clock;
  private final int transactionSize;
  private final BitSet acknowledged = new BitSet();
  private final BitSet inDoubt = new BitSet();
  private final BitSet rolledBack = new BitSet();
  private final BitSet received = new BitSet();
  private final BitSet perhapsReceived = new BitSet();
  private final BitSet marked = new BitSet();
  private final BitSet markedTwice = new BitSet();
  private final BitSet held = new BitSet();
  private final List<Surprise> surprises = new ArrayList<>();
  private final Map<Integer, Long> receivedAt = new HashMap<>();
  private int sent;
  private int duplicates;
  private final List<Kill> kills = new ArrayList<>();
  private long lastReceiptNanos;

  /**
   * An empty one.
   *
   * @param transactionSize how many messages each transaction of the producer has; 1 for none
   */
  Ledger(int transactionSize) {
    this(transactionSize, System::nanoTime);
  }

  Ledger(int transactionSize, LongSupplier clock) {
    this.transactionSize = transactionSize;
    this.clock = clock;
    lastReceiptNanos = clock.getAsLong();
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
      kills.add(new Kill(clock.getAsLong(), Long.MAX_VALUE));
    } finally {
      lock.unlock();
    }
  }

  /** The next broker takes connections since then: what comes from now on is from that. */
  void accepting(long nanos) {
    lock.lock();
    try {
      Kill last = kills.remove(kills.size() - 1);
      kills.add(new Kill(last.begunNanos(), nanos));
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

  /** A message is with the application, and its acknowledgement has no answer. */
  void received(int number, boolean redelivered) {
    received(number, redelivered, false);
  }

  /** A message was consumed in a transaction, and the broker has said that it is committed. */
  void committed(int number) {
    received(number, false, true);
  }

  private void received(int number, boolean redelivered, boolean confirmed) {
    lock.lock();
    try {
      if (received.get(number)) {
        duplicates++;
        if (!redelivered) {
          surprises.add(new Surprise(number, confirmed));
        }
      }
      received.set(number);
      lastReceiptNanos = clock.getAsLong();
      receivedAt.putIfAbsent(number, lastReceiptNanos);
    } finally {
      lock.unlock();
    }
  }

  private boolean isForgotten(Surprise surprise) {
    Long first = receivedAt.get(surprise.number());
    return first != null
        && !surprise.confirmed()
        && kills.stream()
            .anyMatch(
                kill ->
                    first - kill.begunNanos() > -UNSTORED_NANOS
                        && (kill.endNanos() == Long.MAX_VALUE || first - kill.endNanos() < 0));
  }

  /** A message was consumed in a transaction of which nobody knows whether it was committed. */
  void perhapsReceived(int number) {
    note(perhapsReceived, number, 1);
  }

  /** At the end: a transaction that had consumed this message is seen to have been committed. */
  void marked(int number) {
    lock.lock();
    try {
      if (marked.get(number)) {
        markedTwice.set(number);
      }
      marked.set(number);
    } finally {
      lock.unlock();
    }
  }

  /** At the end: the message is in the queue yet. */
  void held(int number) {
    note(held, number, 1);
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
    return clock.getAsLong() - lastReceiptNanos > nanos;
  }

  /** Not what may have been consumed, for which nobody needs to wait. */
  private BitSet missing() {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(received);
    missing.andNot(perhapsReceived);
    return missing;
  }

  /** Whether nothing is lost, as far as is known. */
  boolean isAccountedFor() {
    lock.lock();
    try {
      return lost().isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private BitSet lost() {
    BitSet lost = (BitSet) acknowledged.clone();
    lost.andNot(received);
    lost.andNot(held);
    lost.andNot(seenCommitted());
    return lost;
  }

  /** Consumed in a transaction in doubt that was committed. */
  private BitSet seenCommitted() {
    BitSet seen = (BitSet) perhapsReceived.clone();
    seen.and(marked);
    return seen;
  }

  private BitSet perhaps() {
    BitSet perhaps = (BitSet) perhapsReceived.clone();
    perhaps.andNot(received);
    return perhaps;
  }

  private BitSet unflagged() {
    BitSet unflagged = (BitSet) markedTwice.clone();
    surprises.stream()
        .filter(surprise -> !isForgotten(surprise))
        .forEach(surprise -> unflagged.set(surprise.number()));
    return unflagged;
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
          perhaps().cardinality(),
          duplicates,
          (int) surprises.stream().filter(this::isForgotten).count(),
          numbers(lost()),
          halves(),
          numbers(undead),
          numbers(unflagged()));
    } finally {
      lock.unlock();
    }
  }

  /** The first numbers of the transactions that were received in part. */
  private List<Integer> halves() {
    List<Integer> halves = new ArrayList<>();
    BitSet there = seenCommitted();
    there.or(held);
    for (int first = 0; transactionSize > 1 && first < sent; first += transactionSize) {
      BitSet whole = received.get(first, first + transactionSize);
      boolean some = !whole.isEmpty();
      whole.or(there.get(first, first + transactionSize));
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
