// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Holds what a target of fuzzing does to a limit of memory.
 *
 * <p>Thread-safe.
 */
public final class FuzzMemory {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int MAX_REPETITIONS = 5;

  private FuzzMemory() {}

  /**
   * Does an action. What allocates more than the limit is done again some times, and the least
   * counts: at first classes are loaded, and an agent may change them.
   *
   * @throws AssertionError if it allocates more
   */
  public static void within(long limitBytes, Runnable action) {
    within(
        unused -> limitBytes,
        () -> {
          action.run();
          return 0;
        });
  }

  /**
   * The same where the limit follows what was done.
   *
   * @param action gives how much it did
   */
  static void within(LongUnaryOperator limitBytes, LongSupplier action) {
    long excess = excess(limitBytes, action);
    for (int i = 0; i < MAX_REPETITIONS && excess > 0; i++) {
      excess = Math.min(excess, excess(limitBytes, action));
    }
    if (excess > 0) {
      throw new AssertionError("allocated " + excess + " bytes more than it may");
    }
  }

  private static long excess(LongUnaryOperator limitBytes, LongSupplier action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long done = action.getAsLong();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    return allocated - limitBytes.applyAsLong(done);
  }
}
