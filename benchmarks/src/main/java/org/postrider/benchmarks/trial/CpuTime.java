// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The processor's time that this process has taken, by two clocks: one in nanoseconds that knows
 * the threads that live, and one that knows those that have ended as well, in hundredths of a
 * second.
 *
 * <p>Immutable.
 *
 * @param processNs of all threads there ever were
 * @param threads of those that live
 * @param ended how many of Java's threads have ended
 */
record CpuTime(long processNs, LinuxProcess.ThreadTimes threads, long ended) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  static CpuTime now() {
    long ended = THREADS.getTotalStartedThreadCount() - THREADS.getThreadCount();
    return new CpuTime(SYSTEM.getProcessCpuTime(), LinuxProcess.threadTimes(), ended);
  }

  /**
   * What was taken since, in nanoseconds, without the JIT compiler's threads: when a long-lived
   * client is warm, its code is compiled, and that is no cost of a message. Where threads have
   * ended in between, the coarse clock tells.
   */
  long since(CpuTime begin) {
    if (ended > begin.ended) {
      long compiler = threads.compilerNs() - begin.threads.compilerNs();
      return processNs - begin.processNs - compiler;
    }
    return threads.othersNs() - begin.threads.othersNs();
  }
}
