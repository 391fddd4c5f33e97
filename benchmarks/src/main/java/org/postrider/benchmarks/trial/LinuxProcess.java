// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux tells about this process and Java does not.
 *
 * <p>Stateless.
 */
public final class LinuxProcess {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private LinuxProcess() {}

  /**
   * The processor's time of the threads that live, in nanoseconds.
   *
   * @param compilerNs of the JIT compiler's
   * @param othersNs of all others, among them the collector's
   */
  record ThreadTimes(long compilerNs, long othersNs) {}

  static ThreadTimes threadTimes() {
    long compiler = 0;
    long others = 0;
    try (Stream<Path> tasks = Files.list(TASKS)) {
      for (Path task : tasks.toList()) {
        if (isCompiler(task)) {
          compiler += cpuNs(task);
        } else {
          others += cpuNs(task);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ThreadTimes(compiler, others);
  }

  private static boolean isCompiler(Path task) throws IOException {
    String name = read(task.resolve("comm"));
    return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
  }

  private static long cpuNs(Path task) throws IOException {
    String schedule = read(task.resolve("schedstat"));
    return schedule.isEmpty() ? 0 : Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
  }

  /** Empty if the thread has ended. */
  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException ended) {
      return "";
    }
  }

  /** The resident memory, in octets. */
  public static long residentOctets() {
    try {
      List<String> lines = Files.readAllLines(STATUS);
      for (String line : lines) {
        if (line.startsWith(RESIDENT)) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no " + RESIDENT + " in " + STATUS);
  }
}
