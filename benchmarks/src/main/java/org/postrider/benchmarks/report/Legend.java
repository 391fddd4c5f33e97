// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the names of metrics mean.
 *
 * <p>Immutable.
 *
 * @param metric as trials tell it
 * @param meaning with the unit
 */
record Legend(String metric, String meaning) {

  private static final List<Legend> ALL =
      List.of(
          new Legend(
              Cases.CPU,
              "processor time of the whole client process for one operation, in microseconds:"
                  + " garbage collection is in it, the JIT compiler's threads are not"),
          new Legend(
              Cases.OCTETS,
              "octets that all threads of the client allocate on its heap for one operation"),
          new Legend(Cases.RATE, "operations in a second; more is better, unlike all else"),
          new Legend(
              Cases.P50,
              "the time that half of the operations take at most, in microseconds of the clock;"
                  + " plotted where it has a target"),
          new Legend(Cases.P99, "the same of 99 in a hundred"),
          new Legend("p999-us", "the same of 999 in a thousand"),
          new Legend(
              Cases.HEAP,
              "octets of the client's heap after collections for each idle object: what is added by"
                  + " those made, divided by their number, in plots of growth as well"),
          new Legend(Cases.RESIDENT, "the process' resident memory, likewise for each object"),
          new Legend(Cases.THREADS, "threads of the client, likewise for each object"),
          new Legend("made", "idle objects that there are when they are measured"));

  /** Those that a report has figures of. */
  static List<Legend> of(Report report) {
    Set<String> measured = new TreeSet<>();
    report.cases().forEach(one -> measured.addAll(report.measurements().metrics(one)));
    return ALL.stream().filter(legend -> measured.contains(legend.metric())).toList();
  }

  /** Whether a metric is what one of many objects takes. */
  static boolean isOfEach(String metric) {
    return Set.of(Cases.HEAP, Cases.RESIDENT, Cases.THREADS).contains(metric);
  }
}
