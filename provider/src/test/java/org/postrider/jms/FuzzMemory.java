// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

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
    long bytes = allocatedBy(action);
    for (int i = 0; i < MAX_REPETITIONS && bytes > limitBytes; i++) {
      bytes = Math.min(bytes, allocatedBy(action));
    }
    if (bytes > limitBytes) {
      throw new AssertionError("allocated " + bytes + " bytes, more than " + limitBytes);
    }
  }

  private static long allocatedBy(Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
