// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a provider's program is started.
 *
 * <p>Immutable.
 *
 * @param home where programs and jars are
 * @param extraJvm arguments for Java's processes, such as a profiler's
 */
record TrialCommand(Home home, List<String> extraJvm) {

  /** The one of the system, since Debian's packages are for it. */
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final int PATIENCE_S = 20;

  /**
   * The same for all. One collector that is the same everywhere; compilation in the foreground, so
   * that all are warm whatever the load; compiler threads that live on, so that their time is
   * known; small allocation buffers, so that the heap tells what was allocated.
   */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms900m",
          "-Xmx900m",
          "-Xmn600m",
          "-XX:-BackgroundCompilation",
          "-XX:-UseDynamicNumberOfCompilerThreads",
          "-XX:-ResizeTLAB",
          "-XX:TLABSize=64k",
          "-Xshare:auto");

  /**
   * A heap that no page of was touched before would charge each client for its first hundreds of
   * megabytes, and thus only those that make so little garbage that their warm-up ends before.
   */
  private static final String TOUCHED = "-XX:+AlwaysPreTouch";

  /** The command up to the program's own arguments. */
  List<String> of(Case what, Provider provider) throws IOException {
    List<String> command = new ArrayList<>();
    List<String> program = provider.program();
    if (provider.isPython()) {
      command.addAll(List.of(PYTHON.toString(), home.script(program.get(0)).toString()));
      command.addAll(program.subList(1, program.size()));
    } else {
      command.add(Home.java());
      command.addAll(JVM);
      if (!what.isOfMemory()) {
        command.add(TOUCHED);
      }
      command.addAll(extraJvm);
      command.addAll(List.of("-cp", home.classPath(provider)));
      command.addAll(program);
    }
    return command;
  }

  /** Why a provider cannot run on this machine, if so. */
  static Optional<String> hindrance(Provider provider) throws InterruptedException {
    if (!provider.isPython() || python("import proton").isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        provider.title()
            + " does not take part: "
            + PYTHON
            + " has no module proton (Debian: python3-qpid-proton)");
  }

  /** For readers: the arguments of all Java's trials. */
  static String jvm() {
    return String.join(" ", JVM) + " " + TOUCHED;
  }

  /** Of Python and of Proton. */
  static String pythonVersions() throws InterruptedException {
    return python(
            "import platform, proton; print('Python', platform.python_version() + ',', 'Proton',"
                + " '%d.%d.%d' % (proton.VERSION_MAJOR, proton.VERSION_MINOR,"
                + " proton.VERSION_POINT))")
        .orElse("versions unknown");
  }

  /** What a short program prints; empty if it cannot be run. */
  static Optional<String> python(String program) throws InterruptedException {
    if (!Files.isExecutable(PYTHON)) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(PYTHON.toString(), "-c", program)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // So little that a pipe holds it until the end.
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      // Read where nothing is destroyed, which closes the pipe.
      byte[] printed = process.getInputStream().readAllBytes();
      return process.exitValue() == 0
          ? Optional.of(new String(printed, StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } catch (IOException cannotRun) {
      return Optional.empty();
    }
  }
}
