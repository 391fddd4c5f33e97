// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs trials under the flight recorder. Their figures do not count.
 *
 * <p>Confined to one thread.
 */
final class Profiler {

  /** Samples are few: a longer trial has more of them. */
  private static final int TIMES_AS_LONG = 8;

  private static final int CONNECTS_TIMES = 20;

  private final Path recording;
  private final TrialProcess trials;

  Profiler(Home home) {
    recording = home.folder().resolve("profile.jfr");
    String recorder =
        "-XX:StartFlightRecording:settings=profile,"
            + "jdk.ObjectAllocationSample#throttle=10000/s,jdk.ExecutionSample#period=1ms,filename="
            + recording;
    trials = new TrialProcess(new TrialCommand(home, List.of(recorder)));
  }

  Profile profile(Case one, Provider provider, int port, int round)
      throws IOException, InterruptedException {
    try {
      trials.run(one.measured(timesAsLong(one) * one.measured()), provider, port, round);
      return ProfileReader.read(recording, one, provider);
    } finally {
      // A trial that failed may have left one, too.
      Files.deleteIfExists(recording);
    }
  }

  /** So that there are some hundred samples, of which there is one in ten milliseconds. */
  static int timesAsLong(Case one) {
    boolean longAlready = one.set().equals(Cases.SIZES) || one.set().equals(Growth.PRODUCERS);
    return longAlready ? 1 : one.scenario().equals(Cases.CONNECT) ? CONNECTS_TIMES : TIMES_AS_LONG;
  }
}
