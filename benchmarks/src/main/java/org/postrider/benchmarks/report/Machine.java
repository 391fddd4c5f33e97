// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Says where a run was, and how busy that was.
 *
 * <p>Stateless.
 */
final class Machine {

  private Machine() {}

  static List<String> describe(int done, int rounds) {
    return List.of(
        (done < rounds ? done + " of " + rounds : rounds)
            + " interleaved rounds, each trial a fresh process; "
            + LocalDate.now(ZoneOffset.UTC),
        String.format(
            Locale.ROOT,
            "%d processors (%s), JDK %s, load average %.1f at the end",
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("java.vm.version"),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  private static String processor() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).trim();
        }
      }
    } catch (IOException unknown) {
      // Said below.
    }
    return "unknown processor";
  }
}
