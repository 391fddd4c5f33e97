// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares whole clients: in each round every case with every provider in turn, each in a fresh
 * process, so that a busy minute of the machine strikes all of them.
 *
 * <p>Confined to one thread.
 */
public final class ClientComparison {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final String WARM_UP = "warm-up";
  private static final String PROFILE = "profile";

  private final Home home;
  private final Plan plan;
  private final Peers peers;
  private final TrialProcess trials;
  private final EarlyEnd end;
  private final Measurements measurements = new Measurements();
  private final List<Profile> profiles = new ArrayList<>();
  private final Circumstances circumstances;
  private int roundsDone;
  private int profilesDone;

  private ClientComparison(Home home, Plan plan, EarlyEnd end)
      throws IOException, InterruptedException {
    this.home = home;
    this.plan = plan;
    this.end = end;
    circumstances = Circumstances.begin(home, plan);
    peers = new Peers(home);
    trials = new TrialProcess(new TrialCommand(home, List.of()));
  }

  /**
   * Takes the number of rounds, 5 by default; then names of sets, scenarios and providers, by
   * default the set {@code targets} and all providers; and {@code --profile}, which has every trial
   * run once more under Java's flight recorder. Writes {@code client-comparison.md} and {@code
   * .html} into the build's folder, after each round and at an early end. Exits with 1 if anything
   * failed, and with 2, having run nothing, if the arguments are refused.
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, URISyntaxException {
    System.setProperty("java.awt.headless", "true");
    Plan plan;
    try {
      plan = Plan.of(List.of(arguments));
    } catch (IllegalArgumentException refused) {
      System.err.println(refused.getMessage());
      System.exit(REFUSED);
      return;
    }
    HtmlReport.prepare();
    boolean failed;
    try (EarlyEnd end = EarlyEnd.watch()) {
      failed = new ClientComparison(Home.find(), plan, end).run();
    }
    System.exit(failed ? FAILED : 0);
  }

  /** Whether anything failed. */
  private boolean run() throws IOException, InterruptedException {
    try (peers) {
      rounds();
      if (plan.profile()) {
        profile();
      }
    } finally {
      if (!measurements.isEmpty()) {
        ReportFiles files = new ReportFiles(home.folder());
        files.write(report()).forEach(System.out::println);
        System.out.println(files.table());
        System.out.println(files.page());
      }
    }
    return !measurements.failures().isEmpty();
  }

  private void rounds() throws IOException, InterruptedException {
    for (Case one : plan.trials()) {
      warm(one, WARM_UP);
    }
    for (int round = 1; round <= plan.rounds() && !end.isAsked(); round++) {
      for (Case one : plan.trials()) {
        for (Provider provider : plan.turn(one, round)) {
          trial(one, provider, round);
        }
      }
      if (!end.isAsked()) {
        roundsDone = round;
        new ReportFiles(home.folder()).write(report());
      }
    }
  }

  /**
   * Runs a case once with each protocol and counts nothing, so that no provider meets a peer whose
   * code is still interpreted: on two processors its compiler takes what the client would have.
   */
  private void warm(Case one, String when) throws InterruptedException {
    Set<Boolean> warmed = new HashSet<>();
    for (Provider provider : plan.providers()) {
      if (one.suits(provider) && !warmed.contains(provider.isAmqp()) && !end.isAsked()) {
        try {
          trials.run(one, provider, peers.port(one.peer()), 0);
          warmed.add(provider.isAmqp());
        } catch (IOException failed) {
          failed(when, one, provider, failed);
        }
      }
    }
  }

  private void trial(Case one, Provider provider, int round) throws InterruptedException {
    if (end.isAsked()) {
      return;
    }
    String when = "round " + round;
    mend(one, when);
    try {
      Map<String, Double> results = trials.run(one, provider, peers.port(one.peer()), round);
      measurements.add(one, provider, results);
      System.err.printf(
          Locale.ROOT, "%s %-22s %-10s %s%n", when, one.key(), provider.name(), results);
    } catch (IOException failed) {
      // The others are worth knowing all the same; the report has a gap there.
      failed(when, one, provider, failed);
    }
  }

  /** A peer that has died is told of, and started and warmed again. */
  private void mend(Case one, String when) throws InterruptedException {
    Optional<String> dead = peers.bury(one.peer());
    if (dead.isPresent()) {
      measurements.add(Failure.ofPeer(when, one.peer(), dead.get() + ", and was started again"));
      for (Case other : plan.trials()) {
        if (other.peer() == one.peer()) {
          warm(other, WARM_UP + " in " + when);
        }
      }
    }
  }

  private void failed(String when, Case one, Provider provider, IOException failed) {
    if (!end.isAsked()) {
      System.err.println(failed.getMessage());
      measurements.add(Failure.of(when, one, provider, failed));
    }
  }

  private void profile() throws InterruptedException {
    Profiler profiler = new Profiler(home);
    for (Case one : plan.trials()) {
      for (Provider provider : plan.providers()) {
        if (isProfiled(one, provider) && !end.isAsked()) {
          profile(profiler, one, provider);
        }
      }
    }
  }

  private static boolean isProfiled(Case one, Provider provider) {
    return !provider.isPython() && !one.isOfMemory() && one.suits(provider);
  }

  private int profilesWanted() {
    long wanted =
        plan.trials().stream()
            .mapToLong(
                one ->
                    plan.providers().stream().filter(provider -> isProfiled(one, provider)).count())
            .sum();
    return plan.profile() ? (int) wanted : 0;
  }

  private void profile(Profiler profiler, Case one, Provider provider) throws InterruptedException {
    mend(one, PROFILE);
    try {
      profiles.add(profiler.profile(one, provider, peers.port(one.peer()), plan.rounds() + 1));
      System.err.printf(Locale.ROOT, "profile %-22s %s%n", one.key(), provider.name());
    } catch (IOException failed) {
      failed(PROFILE, one, provider, failed);
    }
    if (!end.isAsked()) {
      profilesDone++;
    }
  }

  private Report report() {
    Progress progress =
        new Progress(roundsDone, plan.rounds(), profilesDone, profilesWanted(), end.isAsked());
    return new Report(
        plan, measurements, List.copyOf(profiles), circumstances.lines(progress, measurements));
  }
}
