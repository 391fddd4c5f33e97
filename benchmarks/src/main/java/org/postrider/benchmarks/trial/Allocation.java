// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** Counts the octets that the process has allocated on its heap. Implementations are stateless. */
public interface Allocation {

  /** So far; only differences mean anything. */
  long octets();

  /** Exact, for threads that live from one call to the next. */
  static Allocation ofLivingThreads() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return () -> {
      long sum = 0;
      for (long octets : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
        sum += Math.max(octets, 0);
      }
      return sum;
    };
  }

  /** Of threads that ended too; right within a few allocation buffers, between collections. */
  static Allocation ofHeap() {
    return () -> {
      long sum = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        sum += pool.getType() == MemoryType.HEAP ? pool.getUsage().getUsed() : 0;
      }
      return sum;
    };
  }

  /** How many collections there were. */
  static long collections() {
    long sum = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      sum += collector.getCollectionCount();
    }
    return sum;
  }
}
