// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;
import java.util.OptionalInt;

/**
 * What there is to report.
 *
 * <p>Confined to one thread.
 *
 * @param plan what was asked for
 * @param measurements of the rounds so far
 * @param profiles of those that were profiled
 * @param circumstances lines about where and how it was run
 */
record Report(
    Plan plan, Measurements measurements, List<Profile> profiles, List<String> circumstances) {

  /** Whose figures are to be small. */
  static final String OURS = "postrider";

  List<Case> cases() {
    return plan.cases();
  }

  List<Provider> providers() {
    return plan.providers();
  }

  double ratio(Case one, String provider, String metric) {
    return measurements.median(one, provider, metric)
        / measurements.median(one, one.face().base(), metric);
  }

  /** How many of the rounds have a value, where that is told: not all have one. */
  OptionalInt roundsMeasured(Case one, String provider, String metric) {
    int count = measurements.sorted(one, provider, metric).size();
    boolean told = count > 0 || measurements.hasFailed(one, provider);
    return told && count < plan.rounds() ? OptionalInt.of(count) : OptionalInt.empty();
  }

  /** Whether a target is met, of which only a whole set of rounds can say yes. */
  String met(Case one, String metric, Target target) {
    double median = measurements.median(one, OURS, metric);
    double judged = target.isRatio() ? ratio(one, OURS, metric) : median;
    boolean whole = isWhole(one, OURS, metric);
    if (target.isRatio()) {
      whole &= isWhole(one, one.face().base(), metric);
    }
    if (Double.isNaN(judged)) {
      return whole ? "not measured" : "incomplete";
    }
    if (!target.isMet(judged)) {
      return "no";
    }
    return whole ? "yes" : "incomplete";
  }

  private boolean isWhole(Case one, String provider, String metric) {
    return roundsMeasured(one, provider, metric).isEmpty();
  }

  /** Processor time as a multiple of what the octets alone cost; NaN where that is not known. */
  double timesTheFloor(Case one, Provider provider) {
    return cases().stream()
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
    return cases().stream().map(Case::set).distinct().toList();
  }

  List<Case> of(String set) {
    return cases().stream().filter(one -> one.set().equals(set)).toList();
  }

  /** Who takes part in a set. */
  List<Provider> providersOf(String set) {
    return providers().stream()
        .filter(provider -> of(set).stream().anyMatch(one -> one.suits(provider)))
        .toList();
  }
}
