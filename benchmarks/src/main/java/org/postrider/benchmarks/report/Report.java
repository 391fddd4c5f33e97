// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;

/**
 * What there is to report.
 *
 * <p>Confined to one thread.
 *
 * @param cases in their order
 * @param providers in their order
 * @param measurements of all rounds
 * @param profiles of those that were profiled
 * @param circumstances lines about where and how it was run
 */
record Report(
    List<Case> cases,
    List<Provider> providers,
    Measurements measurements,
    List<Profile> profiles,
    List<String> circumstances) {

  /** Whose figures are to be small. */
  static final String OURS = "postrider";

  double ratio(Case one, String provider, String metric) {
    return measurements.median(one, provider, metric)
        / measurements.median(one, one.face().base(), metric);
  }

  /** Processor time as a multiple of what the octets alone cost; NaN where that is not known. */
  double timesTheFloor(Case one, Provider provider) {
    return cases.stream()
        .filter(floor -> one.floor().filter(floor.scenario()::equals).isPresent())
        .mapToDouble(
            floor ->
                measurements.median(one, provider.name(), Cases.CPU)
                    / measurements.median(floor, Face.FLOOR.base(), Cases.CPU))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The sets of its cases, in their order. */
  List<String> sets() {
    return cases.stream().map(Case::set).distinct().toList();
  }

  List<Case> of(String set) {
    return cases.stream().filter(one -> one.set().equals(set)).toList();
  }

  /** Who takes part in a set. */
  List<Provider> providersOf(String set) {
    return providers.stream()
        .filter(provider -> of(set).stream().anyMatch(one -> one.suits(provider)))
        .toList();
  }
}
