// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says where a run was, and how busy that was.
 *
 * <p>Stateless.
 */
final class Machine {

  private static final double KIBIBYTES_IN_GIBIBYTE = 1024 * 1024;

  private Machine() {}

  /** The load average of the last minute; negative where it is not known. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  static List<String> describe(double loadAtStart) {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d processors (%s), memory %s, %s %s, JDK %s",
            Runtime.getRuntime().availableProcessors(),
            told("/proc/cpuinfo", "model name").orElse("unknown"),
            told("/proc/meminfo", "MemTotal").map(Machine::gibibytes).orElse("unknown"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.version")),
        String.format(
            Locale.ROOT, "load average %.1f at the start, %.1f at the end", loadAtStart, load()));
  }

  /** Of "24684084 kB", where kB is 1024 octets. */
  private static String gibibytes(String kibibytes) {
    double number = Double.parseDouble(kibibytes.replaceAll("[^0-9]", ""));
    return String.format(Locale.ROOT, "%.1f GiB", number / KIBIBYTES_IN_GIBIBYTE);
  }

  /** What follows a name and a colon in a file of the system's. */
  private static Optional<String> told(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException | UncheckedIOException unknown) {
      return Optional.empty();
    }
  }
}
