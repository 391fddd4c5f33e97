// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import java.time.Instant;

/** What claims-based security needs of the owner of its engine; used on the engine's thread. */
public interface CbsOwner {

  /** A task that was given to a thread that may wait. */
  interface Given {

    /** It is not run, or is interrupted. */
    void giveUp();

    /**
     * Whether it has come nearer to its end, by those before it in its line, since it was given or
     * this was asked last.
     */
    boolean isNearer();
  }

  /**
   * Runs a task on a thread that may wait, and then, on the engine's thread and not before this
   * method has returned, what follows. That follows too where too many tasks wait already; not
   * where the task was given up before it began.
   */
  Given runWaiting(Runnable task, Runnable then);

  /** How long the provider of tokens may take for an answer, in milliseconds. */
  long providerTimeoutMs();

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
