// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is said ahead of all figures: what was run, on what, in which versions, and how far the
 * rounds lie apart. Made when a run begins, since the load is told of its start as well.
 *
 * <p>Immutable.
 *
 * @param plan of the run
 * @param loadAtStart the system's load average, negative where it is not known
 * @param versions lines: of each provider, and of what the peers consist of
 */
record Circumstances(Plan plan, double loadAtStart, List<String> versions) {

  static Circumstances begin(Home home, Plan plan) throws IOException, InterruptedException {
    double load = Machine.load();
    List<String> versions = new ArrayList<>();
    for (Provider provider : plan.providers()) {
      String consistsOf =
          provider.isPython()
              ? TrialCommand.pythonVersions()
              : Versions.text(home.jars(provider.jars()));
      versions.add(provider.title() + ": " + consistsOf);
    }
    Set<PeerKind> peers = EnumSet.noneOf(PeerKind.class);
    plan.cases().forEach(one -> peers.add(one.peer()));
    for (PeerKind peer : peers) {
      if (!peer.jars().isEmpty()) {
        versions.add("the peer '" + peer.title() + "': " + Versions.text(home.jars(peer.jars())));
      }
    }
    return new Circumstances(plan, load, List.copyOf(versions));
  }

  /** All of it, of a run that has come so far. */
  List<String> lines(Progress progress, Measurements measurements) {
    List<String> lines = new ArrayList<>();
    lines.add(progress.text());
    progress.earlyEnd().ifPresent(lines::add);
    lines.add("command: `" + plan.command() + "`");
    lines.addAll(Machine.describe(loadAtStart));
    lines.addAll(versions);
    lines.add(
        "JVM of trials: `" + TrialCommand.jvm() + "` (the last one not where memory is measured)");
    lines.add("JVM of peers: `" + PeerProcess.jvm() + "`");
    lines.addAll(plan.absent());
    lines.addAll(noise(measurements));
    if (!measurements.failures().isEmpty()) {
      lines.add("failures: " + measurements.failures().size() + ", see \"what failed\"");
    }
    return lines;
  }

  /** The spreads of processor time, which is what the machine's other programs reach least. */
  private List<String> noise(Measurements measurements) {
    Collection<Case> trials = plan.trials();
    List<Double> spreads =
        plan.providers().stream()
            .flatMap(provider -> spreads(trials, provider, measurements))
            .filter(Double::isFinite)
            .sorted()
            .toList();
    if (spreads.isEmpty()) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "noise: the largest %s of a scenario's rounds is %.2f times the smallest (median of %d,"
                + " at most %.2f)",
            Cases.CPU,
            spreads.get((spreads.size() - 1) / 2),
            spreads.size(),
            Collections.max(spreads)));
  }

  private static Stream<Double> spreads(
      Collection<Case> trials, Provider provider, Measurements measurements) {
    return trials.stream()
        .filter(one -> one.suits(provider))
        .map(one -> measurements.spread(one, provider.name(), Cases.CPU));
  }
}
