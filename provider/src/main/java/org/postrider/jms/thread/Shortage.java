// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

/**
 * What is done where no thread can be started for what waits.
 *
 * <p>Called by whoever has added to what waits, mostly the event loop, and by the retries.
 */
public interface Shortage {

  /** Tells the application, once in each shortage; may throw if that wants a thread, too. */
  void tell(Throwable cause);

  /** Runs a command later, in milliseconds, on any thread. */
  void retryIn(long delayMs, Runnable command);
}
