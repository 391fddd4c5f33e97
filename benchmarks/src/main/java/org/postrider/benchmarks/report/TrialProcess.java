// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.benchmarks.trial.Results;

/**
 * Runs one scenario with one provider in a fresh process.
 *
 * <p>Confined to one thread.
 */
final class TrialProcess {

  private static final int PATIENCE_S = 300;

  private final TrialCommand command;

  TrialProcess(TrialCommand command) {
    this.command = command;
  }

  Map<String, Double> run(Case what, Provider provider, int port, int round)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command.of(what, provider));
    words.addAll(
        List.of(
            provider.uriOf(port),
            what.scenario(),
            what.queue(provider.name() + "." + round),
            String.valueOf(what.peer() == PeerKind.NULL),
            String.valueOf(what.warmUp()),
            String.valueOf(what.measured(provider))));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return results(what, provider, process);
  }

  private static Map<String, Double> results(Case what, Provider provider, Process process)
      throws IOException, InterruptedException {
    Map<String, Double> results = new LinkedHashMap<>();
    StringBuilder said = new StringBuilder();
    try (Watchdog watchdog = Watchdog.of(process, PATIENCE_S);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Results.PREFIX)) {
          String[] words = line.split(" ", -1);
          results.put(words[1], Double.valueOf(words[2]));
        } else {
          said.append(line).append('\n');
        }
      }
      int exitValue = process.waitFor();
      String failed = provider.title() + " failed in " + what.key() + ": ";
      if (watchdog.struck()) {
        throw new IOException(said + failed + "it did not end within " + PATIENCE_S + " s");
      }
      if (exitValue != 0 || results.isEmpty()) {
        throw new IOException(said + failed + "no results, exit value " + exitValue);
      }
    }
    return results;
  }
}
