// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The processor's time that this process has taken, by two clocks: one in nanoseconds that knows
 * the threads that live, and one that knows those that have ended as well, in hundredths of a
 * second.
 *
 * <p>Immutable.
 *
 * @param processNs of all threads there ever were
 * @param threads of those that live
 */
record CpuTime(long processNs, LinuxProcess.ThreadTimes threads) {

  /**
   * Of the system's and of the user's part the process' clock leaves out what is less than this.
   */
  private static final long TICK_NS = 10_000_000;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static CpuTime now() {
    return new CpuTime(SYSTEM.getProcessCpuTime(), LinuxProcess.threadTimes());
  }

  /**
   * What was taken since, in nanoseconds, without the JIT compiler's threads: when a long-lived
   * client is warm, its code is compiled, and that is no cost of a message. Where threads have
   * ended in between, the coarse clock tells.
   */
  long since(CpuTime begin) {
    long compiler = threads.compilerNs() - begin.threads.compilerNs();
    long process = processNs - begin.processNs - compiler;
    long living = threads.othersNs() - begin.threads.othersNs();
    return process - living > 2 * TICK_NS ? process : living;
  }
}
