// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How two clients differ in the same outages, one difference for each, and whether the first is
 * slower than the second.
 *
 * <p>Immutable.
 *
 * <p>What a broker takes to start is the same for both and differs widely from outage to outage, so
 * that two medians of one run say little. Judged is the median of the differences, by the sign
 * test, which supposes nothing of how they spread: were the first client not slower, each
 * difference would be above 0 with a probability of a half at most. It counts as slower where as
 * many are above 0 as then come with a probability of {@value #ERROR} at most.
 *
 * @param sortedNanos first minus second, the smallest first
 */
record PairedDifferences(List<Long> sortedNanos) {

  /** With so few outages even a client that is slower in each may be so by chance. */
  static final int MIN_PAIRS = 5;

  /** The probability that a client is called slower that is not, and that a bound is beyond. */
  private static final double ERROR = 0.05;

  PairedDifferences {
    if (sortedNanos.size() < MIN_PAIRS) {
      throw new IllegalArgumentException("fewer than " + MIN_PAIRS + " differences");
    }
    sortedNanos = sortedNanos.stream().sorted().toList();
  }

  /** Outage by outage, one client's times minus the other's. */
  static PairedDifferences of(List<Long> firstNanos, List<Long> secondNanos) {
    if (firstNanos.size() != secondNanos.size()) {
      throw new IllegalArgumentException(
          firstNanos.size() + " times of one client and " + secondNanos.size() + " of the other");
    }
    List<Long> differences = new ArrayList<>();
    for (int i = 0; i < firstNanos.size(); i++) {
      differences.add(firstNanos.get(i) - secondNanos.get(i));
    }
    return new PairedDifferences(differences);
  }

  /** A percentile, in milliseconds. */
  double percentileMs(double percent) {
    return ms(RecoveryTimes.percentile(sortedNanos, percent));
  }

  /** The median is not below this, with a confidence of 95 %; in milliseconds. */
  double lowerMs() {
    return ms(sortedNanos.get(rank()));
  }

  /** The median is not above this, with a confidence of 95 %; in milliseconds. */
  double upperMs() {
    return ms(sortedNanos.get(sortedNanos.size() - 1 - rank()));
  }

  /** Whether the first client is slower, and not by chance. */
  boolean isFirstSlower() {
    return lowerMs() > 0;
  }

  /**
   * How many differences are left out at either end: as many as a fair coin rarely falls short of.
   */
  private int rank() {
    int pairs = sortedNanos.size();
    int rank = -1;
    double term = Math.pow(0.5, pairs);
    double sum = term;
    while (sum <= ERROR) {
      rank++;
      term *= (double) (pairs - rank) / (rank + 1);
      sum += term;
    }
    return rank;
  }

  private static double ms(long nanos) {
    return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
