// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.CompletableFuture;
import org.postrider.jms.amqp.ReceiverCredit;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the broker's answers to the drains of one consumer. A broker that does not answer costs
 * the time-out once, and later calls little: the consumer goes on with the credit that it has.
 *
 * <p>Used by one thread at a time.
 */
final class DrainWait {

  private static final Logger LOG = LoggerFactory.getLogger(DrainWait.class);

  /** How long a receive may outlast its own time for what is on its way. */
  private static final long GRACE_MS = 250;

  private final ReceiverCredit credit;
  private final long timeoutMs;
  private final PostriderDestination from;
  private volatile boolean unanswered;
  private boolean logged;

  DrainWait(ReceiverCredit credit, long timeoutMs, PostriderDestination from) {
    this.credit = credit;
    this.timeoutMs = timeoutMs;
    this.from = from;
  }

  /** Waits for the end of a drain, as long as the option says. */
  void await(CompletableFuture<Void> drained) {
    await(drained, -1);
  }

  /**
   * Waits for the end of a drain, as long as the option says.
   *
   * @param limitMs what the caller has at most; negative for no limit
   */
  void await(CompletableFuture<Void> drained, long limitMs) {
    long patienceMs = limited(unanswered ? graceMs() : timeoutMs, limitMs);
    boolean answered = awaitWithin(drained, patienceMs);
    if (!answered && Thread.currentThread().isInterrupted()) {
      // That says nothing about the broker.
      return;
    }
    unanswered = !answered;
    if (unanswered && !logged) {
      logged = true;
      LOG.warn(
          "the broker did not answer a drain of the consumer of {} within {} ms",
          from.shown(),
          patienceMs);
    }
  }

  /**
   * Waits for the end of a drain that tells the end of a queue; gives whether it came in time.
   *
   * @param limitMs what the caller has at most; negative for no limit
   */
  boolean awaitEnd(CompletableFuture<Void> drained, long limitMs) {
    return awaitWithin(drained, limited(timeoutMs, limitMs));
  }

  private static long limited(long wantedMs, long limitMs) {
    return limitMs >= 0 && (wantedMs < 0 || limitMs < wantedMs) ? limitMs : wantedMs;
  }

  /** Waits for the end of a drain that a receive asked for, whose own time is over. */
  void awaitAfter(CompletableFuture<Void> drained) {
    // No answer in so little time does not mean that the broker has none.
    if (!awaitWithin(drained, graceMs())) {
      LOG.debug("the broker takes its time with a drain of the consumer of {}", from.shown());
    }
  }

  private long graceMs() {
    return timeoutMs < 0 ? GRACE_MS : Math.min(timeoutMs, GRACE_MS);
  }

  private boolean awaitWithin(CompletableFuture<Void> drained, long patienceMs) {
    boolean answered = Waits.awaitAnswer(drained, patienceMs, credit::drainAgain);
    if (!answered) {
      // One that is to begin when something else is over is not begun for nobody.
      drained.complete(null);
      credit.endDrain();
    }
    return answered;
  }
}
