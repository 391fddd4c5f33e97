// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

/**
 * What a number of operations took.
 *
 * <p>Immutable.
 *
 * @param operations how many there were
 * @param wallNs by the clock, in nanoseconds
 * @param cpuNs of all the process' threads but those of the JIT compiler, in nanoseconds
 * @param allocatedOctets on the heap, by all threads
 */
public record Reading(long operations, long wallNs, long cpuNs, long allocatedOctets) {

  /** The processor's time of an operation, in nanoseconds. */
  public double cpuNsEach() {
    return (double) cpuNs / operations;
  }

  /** What an operation allocates, in octets. */
  public double octetsEach() {
    return (double) allocatedOctets / operations;
  }

  /** Operations a second. */
  public double perSecond() {
    return operations * 1e9 / wallNs;
  }
}
