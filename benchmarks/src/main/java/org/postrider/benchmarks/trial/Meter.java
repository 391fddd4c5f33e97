// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

/**
 * Measures this process from {@link #start} to {@link #stop}.
 *
 * <p>Thread-safe: a listener's thread may start what another one stops.
 */
public final class Meter {

  private final Allocation allocation;
  private long startedNs;
  private CpuTime cpu = CpuTime.now();
  private long octets;
  private MeasuredEvent event = new MeasuredEvent();

  /** A meter that has not started. */
  public Meter(Allocation allocation) {
    this.allocation = allocation;
  }

  /** Begins. */
  public synchronized void start() {
    cpu = CpuTime.now();
    event = new MeasuredEvent();
    event.begin();
    // Last here and first at the stop: to ask for the processor's time takes octets, too.
    octets = allocation.octets();
    startedNs = System.nanoTime();
  }

  /** Ends, and gives what so many operations took. */
  public synchronized Reading stop(long operations) {
    long wall = System.nanoTime() - startedNs;
    long allocated = allocation.octets() - octets;
    event.end();
    Reading reading = new Reading(operations, wall, CpuTime.now().since(cpu), allocated);
    event.commit();
    return reading;
  }
}
