// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How far a run has come.
 *
 * <p>Immutable.
 *
 * @param roundsDone those of which every trial was run
 * @param rounds as many as are wanted
 * @param profilesDone profiles that were taken, or failed
 * @param profiles as many as are wanted; 0 without {@code --profile}
 * @param ended whether it was told to end
 */
record Progress(int roundsDone, int rounds, int profilesDone, int profiles, boolean ended) {

  String text() {
    return (roundsDone < rounds ? roundsDone + " of " + rounds : rounds)
        + " interleaved rounds, each trial a fresh process; "
        + LocalDate.now(ZoneOffset.UTC);
  }

  /** Where it was told to end, if that was before it was through. */
  Optional<String> earlyEnd() {
    if (!ended) {
      return Optional.empty();
    }
    if (roundsDone < rounds) {
      return Optional.of("ended early, in round " + (roundsDone + 1) + " of " + rounds);
    }
    return profilesDone < profiles
        ? Optional.of(
            "ended early, during `--profile`: " + profilesDone + " of " + profiles + " profiles")
        : Optional.empty();
  }
}
