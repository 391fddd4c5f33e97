// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

/**
 * What is wanted of a metric: a bound of the ratio to the base, or of our own value.
 *
 * <p>Immutable.
 *
 * @param kind what is bounded, and from where
 * @param bound in the metric's unit, or as a ratio
 */
record Target(Kind kind, double bound) {

  /** What is bounded, and from where. */
  enum Kind {
    /** Our value by the base's is at most the bound. */
    RATIO_AT_MOST,
    /** Our value by the base's is at least the bound. */
    RATIO_AT_LEAST,
    /** Our value itself is at most the bound, whatever the base does. */
    VALUE_AT_MOST
  }

  /** A ratio: rates are to be large, and all else small. */
  static Target ratio(String metric, double bound) {
    return new Target(metric.equals(Cases.RATE) ? Kind.RATIO_AT_LEAST : Kind.RATIO_AT_MOST, bound);
  }

  static Target valueAtMost(double bound) {
    return new Target(Kind.VALUE_AT_MOST, bound);
  }

  boolean isRatio() {
    return kind != Kind.VALUE_AT_MOST;
  }

  boolean isMet(double valueOrRatio) {
    return kind == Kind.RATIO_AT_LEAST ? valueOrRatio >= bound : valueOrRatio <= bound;
  }

  /** For the table: a bare number is a ratio. */
  String text() {
    String number = MarkdownReport.number(bound);
    return isRatio() ? number : "value " + number;
  }
}
