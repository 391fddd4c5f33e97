// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares whole clients: in each round every case with every provider in turn, each in a fresh
 * process, so that a busy minute of the machine strikes all of them.
 */
public final class ClientComparison {

  private final Home home;
  private final Plan plan;
  private final Map<PeerKind, PeerProcess> peers = new EnumMap<>(PeerKind.class);
  private final Measurements measurements = new Measurements();
  private final List<Profile> profiles = new ArrayList<>();

  private ClientComparison(Home home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  /**
   * Takes the number of rounds, 5 by default; then names of sets, scenarios and providers, by
   * default the set {@code targets} and all providers; and {@code --profile}, which has every trial
   * run once more under Java's flight recorder. Writes {@code client-comparison.md} and {@code
   * .html} into the build's folder.
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, URISyntaxException {
    System.setProperty("java.awt.headless", "true");
    ClientComparison comparison = new ClientComparison(Home.find(), Plan.of(List.of(arguments)));
    comparison.run();
    comparison.write();
  }

  private void run() throws IOException, InterruptedException {
    try {
      TrialProcess trials = new TrialProcess(new TrialCommand(home, List.of()));
      warmPeers(trials);
      // What a trial leaves behind at the peer falls on each provider in turn.
      List<Provider> turn = new ArrayList<>(plan.providers());
      for (int round = 1; round <= plan.rounds(); round++) {
        Collections.rotate(turn, 1);
        for (Case one : plan.trials()) {
          for (Provider provider : turn) {
            if (one.suits(provider)) {
              trial(trials, one, provider, round);
            }
          }
        }
      }
      if (plan.profile()) {
        profile();
      }
    } finally {
      peers.values().forEach(PeerProcess::close);
    }
  }

  /**
   * Runs each case once and counts nothing, so that no provider meets a peer whose code is still
   * interpreted: on two processors its compiler takes what the client would have.
   */
  private void warmPeers(TrialProcess trials) throws IOException, InterruptedException {
    for (Case one : plan.trials()) {
      for (Provider provider : plan.providers()) {
        if (one.suits(provider)) {
          try {
            trials.run(one, provider, peer(one).port(), 0);
            break;
          } catch (IOException failed) {
            System.err.println(failed.getMessage());
          }
        }
      }
    }
  }

  private void trial(TrialProcess trials, Case one, Provider provider, int round)
      throws IOException, InterruptedException {
    try {
      Map<String, Double> results = trials.run(one, provider, peer(one).port(), round);
      measurements.add(one, provider, results);
      System.err.printf(
          Locale.ROOT, "round %d %-22s %-10s %s%n", round, one.key(), provider.name(), results);
    } catch (IOException failed) {
      // The others are worth knowing all the same; the report has a gap there.
      System.err.println(failed.getMessage());
    }
  }

  private PeerProcess peer(Case one) {
    return peers.computeIfAbsent(one.peer(), kind -> PeerProcess.start(home, kind));
  }

  private void profile() throws InterruptedException {
    Profiler profiler = new Profiler(home);
    for (Case one : plan.trials()) {
      for (Provider provider : plan.providers()) {
        if (one.suits(provider) && !provider.isPython()) {
          profile(profiler, one, provider);
        }
      }
    }
  }

  private void profile(Profiler profiler, Case one, Provider provider) throws InterruptedException {
    try {
      profiles.add(profiler.profile(one, provider, peer(one).port(), plan.rounds() + 1));
      System.err.printf(Locale.ROOT, "profile %-22s %s%n", one.key(), provider.name());
    } catch (IOException failed) {
      // As above.
      System.err.println(failed.getMessage());
    }
  }

  private void write() throws IOException {
    List<String> circumstances = new ArrayList<>(Machine.describe(plan.rounds()));
    circumstances.addAll(plan.absent());
    Report report =
        new Report(plan.cases(), plan.providers(), measurements, profiles, circumstances);
    List<String> markdown = new ArrayList<>(new MarkdownReport(report).lines());
    Path table = home.folder().resolve("client-comparison.md");
    Files.write(table, markdown);
    Path page = home.folder().resolve("client-comparison.html");
    Files.write(page, new HtmlReport(report).lines());
    markdown.forEach(System.out::println);
    System.out.println(table);
    System.out.println(page);
  }
}
