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

  private static final int DEFAULT_ROUNDS = 5;
  private static final String DEFAULT_SET = "targets";

  private final Home home;
  private final TrialProcess trials;
  private final Map<PeerKind, PeerProcess> peers = new EnumMap<>(PeerKind.class);
  private final List<Provider> providers;
  private final List<Case> cases;
  private final Measurements measurements = new Measurements();

  private ClientComparison(Home home, List<Provider> providers, List<Case> cases) {
    this.home = home;
    this.trials = new TrialProcess(home, List.of());
    this.providers = providers;
    this.cases = cases;
  }

  /**
   * Takes the number of rounds, 5 by default; then names of sets, scenarios and providers, by
   * default the set {@code targets} and all providers. Writes {@code client-comparison.md} and
   * {@code .html} into the build's folder.
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, URISyntaxException {
    System.setProperty("java.awt.headless", "true");
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    List<String> names =
        arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : List.of();
    List<Provider> providers =
        Provider.all().stream().filter(provider -> names.contains(provider.name())).toList();
    List<Case> cases =
        Cases.all().stream()
            .filter(one -> names.contains(one.set()) || names.contains(one.scenario()))
            .toList();
    if (cases.isEmpty()) {
      cases = Cases.all().stream().filter(one -> one.set().equals(DEFAULT_SET)).toList();
    }
    Home home = Home.find();
    ClientComparison comparison =
        new ClientComparison(home, providers.isEmpty() ? Provider.all() : providers, cases);
    comparison.run(rounds);
    comparison.write(rounds);
  }

  private void run(int rounds) throws IOException, InterruptedException {
    try {
      // What a trial leaves behind at the peer falls on each provider in turn.
      List<Provider> turn = new ArrayList<>(providers);
      for (int round = 1; round <= rounds; round++) {
        Collections.rotate(turn, 1);
        for (Case one : cases) {
          for (Provider provider : turn) {
            if (takesPart(one, provider)) {
              trial(one, provider, round);
            }
          }
        }
      }
    } finally {
      peers.values().forEach(PeerProcess::close);
    }
  }

  /** The null peer speaks AMQP; a floor is nobody's, and ours runs it. */
  private static boolean takesPart(Case one, Provider provider) {
    if (one.scenario().startsWith("floor")) {
      return provider.name().equals(Report.OURS);
    }
    return one.peer() != PeerKind.NULL || provider.isAmqp();
  }

  private void trial(Case one, Provider provider, int round)
      throws IOException, InterruptedException {
    PeerProcess peer = peers.computeIfAbsent(one.peer(), kind -> PeerProcess.start(home, kind));
    try {
      Map<String, Double> results = trials.run(one, provider, peer.port(), round);
      measurements.add(one, provider, results);
      System.err.printf(
          Locale.ROOT, "round %d %-22s %-10s %s%n", round, one.key(), provider.name(), results);
    } catch (IOException failed) {
      // The others are worth knowing all the same; the report has a gap there.
      System.err.println(failed.getMessage());
    }
  }

  private void write(int rounds) throws IOException {
    Report report = new Report(cases, providers, measurements, Machine.describe(rounds));
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
