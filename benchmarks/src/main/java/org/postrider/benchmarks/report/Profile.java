// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;

/**
 * Where a trial's time and memory went, largest share first.
 *
 * <p>Immutable.
 *
 * @param what was done
 * @param provider by whom
 * @param samples how many samples of running methods there are
 * @param methods that ran
 * @param allocations the classes of what was allocated, and the methods that did it
 */
record Profile(
    Case what, Provider provider, long samples, List<Share> methods, List<Share> allocations) {

  /**
   * A part of the whole.
   *
   * @param name what it is of
   * @param share of 1
   */
  record Share(String name, double share) {}
}
