// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a peer, those played and those to come.
 *
 * <p>Thread-safe: the test's thread adds steps, the script's thread plays them. The step added last
 * stays open to further words until it is sealed, by its own last word or by the next word to the
 * peer; only a sealed step is played, so none is played half said.
 */
final class Script {

  /** A script of more steps is a mistake. */
  static final int MAX_STEPS = 100_000;

  private static final int STEPS_SHOWN_AROUND = 5;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Step> steps = new ArrayList<>();
  private int played;
  private int sealed;
  private @Nullable AssertionError failure;
  private boolean failureThrown;

  /** Adds a step that is open to further words. */
  void add(Step step) {
    lock.lock();
    try {
      if (steps.size() == MAX_STEPS) {
        throw new IllegalStateException("a script may have " + MAX_STEPS + " steps");
      }
      sealed = steps.size();
      steps.add(step);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets all steps be played. */
  void seal() {
    lock.lock();
    try {
      sealed = steps.size();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses a further word to a step that may be being played.
   *
   * @throws IllegalStateException if the step is sealed
   */
  void requireOpen(Step step) {
    lock.lock();
    try {
      if (sealed == steps.size() || steps.get(steps.size() - 1) != step) {
        throw new IllegalStateException(
            "a step takes no more words once its last word was said or the next step added: "
                + step.describe());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next step to be played. */
  Step next() throws InterruptedException {
    lock.lock();
    try {
      while (played == sealed || failure != null) {
        changed.await();
      }
      return steps.get(played);
    } finally {
      lock.unlock();
    }
  }

  /** The step that {@link #next} gave was played. */
  void done() {
    lock.lock();
    try {
      played++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the script with a failure of its present step; gives the whole report. */
  String fail(Throwable cause) {
    lock.lock();
    try {
      AssertionError error = new AssertionError(report(String.valueOf(cause.getMessage())), cause);
      if (failure == null) {
        failure = error;
      }
      changed.signalAll();
      return String.valueOf(error.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every step that must be was played, or the script failed, or time is up. */
  boolean await(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long leftNs = timeout.toNanos();
      while (failure == null && !isComplete() && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
      }
      return failure == null && isComplete();
    } finally {
      lock.unlock();
    }
  }

  private boolean isComplete() {
    return steps.subList(played, steps.size()).stream().allMatch(Step::isOptional);
  }

  /** The failure, the first time that it is asked for; null after that, or if there is none. */
  @Nullable AssertionError takeFailure() {
    lock.lock();
    try {
      if (failureThrown || failure == null) {
        return null;
      }
      failureThrown = true;
      return failure;
    } finally {
      lock.unlock();
    }
  }

  boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  private String report(String what) {
    StringBuilder text = new StringBuilder();
    if (played < steps.size()) {
      text.append("script step ").append(played + 1).append(" of ").append(steps.size());
      text.append(", ").append(steps.get(played).describe()).append(": ");
    } else {
      text.append("behind the ").append(steps.size()).append(" steps of the script: ");
    }
    text.append(what).append("\nscript:");
    int from = Math.max(0, played - STEPS_SHOWN_AROUND);
    int to = Math.min(steps.size(), played + STEPS_SHOWN_AROUND + 1);
    for (int i = from; i < to; i++) {
      String state = i < played ? "done " : i == played ? "HERE " : "     ";
      text.append("\n  ").append(state).append(i + 1).append(' ').append(steps.get(i).describe());
    }
    return text.toString();
  }
}
