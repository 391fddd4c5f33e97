// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.postrider.benchmarks.client.ClientTrial;

/**
 * Runs one scenario with one provider in a fresh process.
 *
 * <p>Confined to one thread.
 */
final class TrialProcess {

  private static final String RESULT = "RESULT ";
  private static final int PATIENCE_S = 300;

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

  private final Home home;
  private final List<String> extraJvm;

  /**
   * A way to run trials.
   *
   * @param extraJvm arguments for their processes, such as a profiler's
   */
  TrialProcess(Home home, List<String> extraJvm) {
    this.home = home;
    this.extraJvm = extraJvm;
  }

  Map<String, Double> run(Case what, Provider provider, int port, int round)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Home.java());
    command.addAll(JVM);
    command.addAll(extraJvm);
    command.addAll(List.of("-cp", home.classPath(provider), ClientTrial.class.getName()));
    command.addAll(
        List.of(
            provider.factory(),
            provider.uriOf(port),
            what.scenario(),
            what.queue(provider.name() + "." + round),
            String.valueOf(what.peer() == PeerKind.NULL),
            String.valueOf(what.warmUp()),
            String.valueOf(what.measured())));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return results(what, provider, process);
  }

  private static Map<String, Double> results(Case what, Provider provider, Process process)
      throws IOException, InterruptedException {
    Map<String, Double> results = new LinkedHashMap<>();
    StringBuilder said = new StringBuilder();
    Thread watchdog = watchdog(process);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(RESULT)) {
          String[] words = line.split(" ", -1);
          results.put(words[1], Double.valueOf(words[2]));
        } else {
          said.append(line).append('\n');
        }
      }
    }
    watchdog.interrupt();
    if (process.waitFor() != 0) {
      throw new IOException(provider.title() + " failed in " + what.key() + ":\n" + said);
    }
    return results;
  }

  /** Ends a process that does not end by itself; interrupted when that is no longer needed. */
  private static Thread watchdog(Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            },
            "trial-watchdog");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
