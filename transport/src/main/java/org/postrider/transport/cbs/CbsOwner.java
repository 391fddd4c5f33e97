// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import java.time.Instant;

/** What claims-based security needs of the owner of its engine; used on the engine's thread. */
public interface CbsOwner {

  /** Runs a task on a thread that may wait, and then, on the engine's thread, what follows. */
  void runWaiting(Runnable task, Runnable then);

  /**
   * Runs something on the engine's thread later.
   *
   * @return gives it up
   */
  Runnable later(long delayMs, Runnable action);

  /** Whether a token may be sent: nobody else can read it, or that is allowed. */
  boolean mayShowTokens();

  /** The time of the day, which tokens go by. */
  Instant now();

  /** How long the broker may take to answer, in milliseconds. */
  default long answerTimeoutMs() {
    return 20_000;
  }
}
