// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures how many bytes the calling thread allocates.
 *
 * <p>Thread-safe.
 */
public final class Allocations {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int MAX_REPETITIONS = 5;

  private Allocations() {}

  /** The bytes that an action allocates on this thread, garbage included. */
  public static long of(Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * Holds an action to a limit. What allocates more is done again some times, and the least counts:
   * at first classes are loaded, and an agent may change them.
   *
   * @throws AssertionError if it allocates more
   */
  public static void within(long limitBytes, Runnable action) {
    long bytes = of(action);
    for (int i = 0; i < MAX_REPETITIONS && bytes > limitBytes; i++) {
      bytes = Math.min(bytes, of(action));
    }
    if (bytes > limitBytes) {
      throw new AssertionError("allocated " + bytes + " bytes, more than " + limitBytes);
    }
  }
}
