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
            + "jdk.ObjectAllocationSample#throttle=10000/s,jdk.ExecutionSample#period=1ms,jdk.NativeMethodSample#period=1ms,filename="
            + recording;
    trials = new TrialProcess(new TrialCommand(home, List.of(recorder)));
  }

  Profile profile(Case one, Provider provider, int port, int round)
      throws IOException, InterruptedException {
    trials.run(one.measured(TIMES_AS_LONG * one.measured()), provider, port, round);
    try {
      return ProfileReader.read(recording, one, provider);
    } finally {
      Files.deleteIfExists(recording);
    }
  }
}
