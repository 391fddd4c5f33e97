// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that this program is told to end, ends the processes that it started, and holds the end
 * up until what was measured is written: {@link #close} tells that it is.
 *
 * <p>Thread-safe. The virtual machine runs the thread {@code early-end} when it ends.
 */
final class EarlyEnd implements AutoCloseable {

  private static final int PATIENCE_S = 30;

  private final CountDownLatch written = new CountDownLatch(1);
  private volatile boolean asked;

  private EarlyEnd() {}

  static EarlyEnd watch() {
    EarlyEnd end = new EarlyEnd();
    Runtime.getRuntime().addShutdownHook(new Thread(end::hurry, "early-end"));
    return end;
  }

  private void hurry() {
    asked = true;
    try {
      for (int i = 0; i < PATIENCE_S; i++) {
        if (written.getCount() > 0) {
          ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        }
        if (written.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    written.countDown();
  }
}
