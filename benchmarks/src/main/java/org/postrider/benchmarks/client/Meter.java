// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.client;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures this process from {@link #start} to {@link #stop}.
 *
 * <p>Thread-safe: a listener's thread may start what another one stops.
 */
final class Meter {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Allocation allocation;
  private long startedNs;
  private long cpuNs;
  private long octets;

  Meter(Allocation allocation) {
    this.allocation = allocation;
  }

  synchronized void start() {
    octets = allocation.octets();
    cpuNs = clientCpuNs();
    startedNs = System.nanoTime();
  }

  synchronized Reading stop(long operations) {
    long wall = System.nanoTime() - startedNs;
    long cpu = clientCpuNs() - cpuNs;
    return new Reading(operations, wall, cpu, allocation.octets() - octets);
  }

  /** When a long-lived client is warm, its code is compiled: that is no cost of a message. */
  private static long clientCpuNs() {
    return SYSTEM.getProcessCpuTime() - LinuxProcess.compilerCpuNs();
  }
}
