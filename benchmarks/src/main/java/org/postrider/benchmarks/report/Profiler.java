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

  /**
   * Some trials are long enough as they are; and all that Qpid JMS allocates for the connects of
   * one fills the young generation, which counts it.
   */
  static int timesAsLong(Case one) {
    boolean asLong =
        one.scenario().equals(Cases.CONNECT)
            || one.set().equals(Cases.SIZES)
            || one.set().equals(Growth.PRODUCERS);
    return asLong ? 1 : TIMES_AS_LONG;
  }
}
