// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.concurrent.TimeUnit;

/**
 * Ends a process that does not do in time what it is watched for; closed when that is done.
 *
 * <p>Thread-safe. A daemon thread waits, {@code process-watchdog}.
 */
final class Watchdog implements AutoCloseable {

  private final Thread thread;
  private volatile boolean struck;

  private Watchdog(Process process, int patienceS) {
    thread = new Thread(() -> watch(process, patienceS), "process-watchdog");
    thread.setDaemon(true);
  }

  static Watchdog of(Process process, int patienceS) {
    Watchdog watchdog = new Watchdog(process, patienceS);
    watchdog.thread.start();
    return watchdog;
  }

  private void watch(Process process, int patienceS) {
    try {
      if (!process.waitFor(patienceS, TimeUnit.SECONDS)) {
        struck = true;
        process.destroyForcibly();
      }
    } catch (InterruptedException noLongerNeeded) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it had to end the process. */
  boolean struck() {
    return struck;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
