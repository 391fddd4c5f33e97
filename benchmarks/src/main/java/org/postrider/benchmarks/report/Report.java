// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;

/**
 * What a report is made of.
 *
 * @param cases in their order
 * @param providers in their order
 * @param measurements of all rounds
 * @param machine lines about where and how it was run
 */
record Report(
    List<Case> cases, List<Provider> providers, Measurements measurements, List<String> machine) {

  /** Whose figures the targets are ratios of. */
  static final String BASE = "qpid";

  /** Whose figures are to be small. */
  static final String OURS = "postrider";

  double ratio(Case one, String provider, String metric) {
    return measurements.median(one, provider, metric) / measurements.median(one, BASE, metric);
  }

  /** The sets of its cases, in their order. */
  List<String> sets() {
    return cases.stream().map(Case::set).distinct().toList();
  }

  List<Case> of(String set) {
    return cases.stream().filter(one -> one.set().equals(set)).toList();
  }
}
