// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All values of all rounds, by case, provider and metric, and what failed.
 *
 * <p>Confined to one thread.
 */
final class Measurements {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();

  void add(Case what, Provider provider, Map<String, Double> results) {
    results.forEach(
        (metric, value) ->
            values
                .computeIfAbsent(key(what, provider.name(), metric), k -> new ArrayList<>())
                .add(value));
  }

  void add(Failure failure) {
    failures.add(failure);
  }

  /** In the order that they came. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }

  boolean hasFailed(Case what, String provider) {
    return failures.stream()
        .anyMatch(failure -> failure.what().equals(what.key()) && failure.who().equals(provider));
  }

  boolean isEmpty() {
    return values.isEmpty() && failures.isEmpty();
  }

  private static String key(Case what, String provider, String metric) {
    return what.key() + " " + provider + " " + metric;
  }

  /** Metrics that any provider has for a case. */
  Set<String> metrics(Case what) {
    Set<String> metrics = new TreeSet<>();
    for (String key : values.keySet()) {
      if (key.startsWith(what.key() + " ")) {
        metrics.add(key.substring(key.lastIndexOf(' ') + 1));
      }
    }
    return metrics;
  }

  /** The rounds' values, smallest first; none if it was not measured. */
  List<Double> sorted(Case what, String provider, String metric) {
    List<Double> sorted =
        new ArrayList<>(values.getOrDefault(key(what, provider, metric), List.of()));
    Collections.sort(sorted);
    return sorted;
  }

  double median(Case what, String provider, String metric) {
    List<Double> sorted = sorted(what, provider, metric);
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** How far the rounds lie apart: the largest by the smallest; NaN where there are not two. */
  double spread(Case what, String provider, String metric) {
    List<Double> sorted = sorted(what, provider, metric);
    return sorted.size() < 2 ? Double.NaN : sorted.get(sorted.size() - 1) / sorted.get(0);
  }
}
