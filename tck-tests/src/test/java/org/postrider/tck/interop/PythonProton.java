// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postrider.tck.ChildProgram;

/** Runs the Python programs of these tests on Qpid Proton, where it is installed. Thread-safe. */
public final class PythonProton {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

  private PythonProton() {}

  /** Whether {@code /usr/bin/python3} can import {@code proton}. */
  public static boolean isAvailable() {
    return Probe.AVAILABLE;
  }

  /** Skips the test, with a message that says what to install, where there is no Proton. */
  public static void assumeAvailable() {
    assumeTrue(isAvailable(), "needs the Debian package python3-qpid-proton");
  }

  /**
   * Runs a program to its end.
   *
   * @param script the file name of the program, such as {@code send_and_receive.py}
   * @throws AssertionError if it has not ended in time; it is then ended by force
   */
  public static ChildProgram.Result run(String script, Duration limit, Object... arguments)
      throws IOException, InterruptedException {
    try (ChildProgram program = start(script, arguments)) {
      return program.awaitEnd(limit);
    }
  }

  /** Starts a program that goes on until it is closed. */
  public static ChildProgram start(String script, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // -u: a program that is ended by force must not take its output along.
    command.addAll(List.of(PYTHON.toString(), "-u", file(script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return ChildProgram.start(command);
  }

  private static Path file(String script) {
    try {
      return Path.of(PythonProton.class.getResource("/python/" + script).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks Python once per JVM. */
  private static final class Probe {
    static final boolean AVAILABLE = canImportProton();

    private static boolean canImportProton() {
      if (!Files.isExecutable(PYTHON)) {
        return false;
      }
      List<String> command = List.of(PYTHON.toString(), "-c", "import proton");
      try (ChildProgram program = ChildProgram.start(command)) {
        return program.awaitEnd(PROBE_LIMIT).exitCode() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
