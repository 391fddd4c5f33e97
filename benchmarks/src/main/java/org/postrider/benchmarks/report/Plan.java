// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.benchmarks.trial.Rounds;

/**
 * What the command line asks for.
 *
 * <p>Immutable.
 *
 * @param arguments as they were given
 * @param rounds how often each trial is run
 * @param providers who takes part
 * @param cases what is done
 * @param profile whether to profile, too
 * @param absent who cannot take part, and why; names that fit nothing
 */
record Plan(
    List<String> arguments,
    int rounds,
    List<Provider> providers,
    List<Case> cases,
    boolean profile,
    List<String> absent) {

  private static final String DEFAULT_SET = "targets";
  private static final String PROFILE = "--profile";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the argument that there is no such thing of, or those
   *     that together fit no trial
   */
  static Plan of(List<String> arguments) throws InterruptedException {
    List<String> names = new ArrayList<>(arguments);
    boolean profile = names.remove(PROFILE);
    int rounds = Rounds.takeFrom(names);
    List<Provider> all = Provider.all();
    refuseUnknown(names, all);
    boolean anyone = all.stream().noneMatch(provider -> names.contains(provider.name()));
    // A floor is nobody's, and not asked for by name.
    List<Provider> wanted =
        all.stream()
            .filter(
                provider ->
                    anyone || provider.face() == Face.FLOOR || names.contains(provider.name()))
            .toList();
    List<Case> cases = cases(names);
    List<String> absent = new ArrayList<>();
    names.stream()
        .filter(name -> !fits(name, cases, wanted))
        .forEach(name -> absent.add("no trial fits '" + name + "'"));
    List<Provider> providers = new ArrayList<>();
    for (Provider provider : wanted) {
      if (cases.stream().anyMatch(one -> one.suits(provider))) {
        Optional<String> hindrance = TrialCommand.hindrance(provider);
        hindrance.ifPresentOrElse(absent::add, () -> providers.add(provider));
      }
    }
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to run: " + String.join("; ", absent));
    }
    List<Case> run = cases.stream().filter(one -> providers.stream().anyMatch(one::suits)).toList();
    return new Plan(
        List.copyOf(arguments), rounds, List.copyOf(providers), run, profile, List.copyOf(absent));
  }

  /** For readers: the program, and the arguments as they were given. */
  String command() {
    return String.join(" ", ClientComparison.class.getSimpleName(), String.join(" ", arguments))
        .strip();
  }

  /** Whether one of those who are wanted can do something that the name is part of. */
  private static boolean fits(String name, List<Case> cases, List<Provider> wanted) {
    return cases.stream()
        .anyMatch(
            one ->
                wanted.stream()
                    .filter(one::suits)
                    .anyMatch(
                        provider ->
                            name.equals(provider.name())
                                || name.equals(one.set())
                                || name.equals(one.scenario())));
  }

  /** What is to be run: sets may have a case in common. */
  Collection<Case> trials() {
    Map<String, Case> trials = new LinkedHashMap<>();
    for (Case one : cases) {
      trials.putIfAbsent(one.key(), one);
    }
    return trials.values();
  }

  /**
   * Who does it in a round, in which order: what a trial leaves behind at the peer falls on each in
   * turn.
   *
   * @param round from 1 on
   */
  List<Provider> turn(Case one, int round) {
    List<Provider> turn = new ArrayList<>(providers.stream().filter(one::suits).toList());
    Collections.rotate(turn, 1 - round);
    return turn;
  }

  /** For readers: who measures how many times as many operations, where rates are asked for. */
  List<String> paces() {
    if (cases.stream().noneMatch(Case::isOfRates)) {
      return List.of();
    }
    return providers.stream()
        .filter(provider -> provider.pace() > 1)
        .map(
            provider ->
                provider.title()
                    + " measures "
                    + provider.pace()
                    + " times as many with the null peer in 'rates'")
        .toList();
  }

  /** Whole sets, and scenarios of which no set was asked for. */
  private static List<Case> cases(List<String> names) {
    List<Case> cases = new ArrayList<>();
    Cases.all().stream().filter(one -> names.contains(one.set())).forEach(cases::add);
    for (Case one : Cases.all()) {
      if (names.contains(one.scenario())
          && cases.stream().noneMatch(known -> known.key().equals(one.key()))) {
        cases.add(one);
      }
    }
    if (cases.isEmpty()) {
      Cases.all().stream().filter(one -> one.set().equals(DEFAULT_SET)).forEach(cases::add);
    }
    return List.copyOf(cases);
  }

  private static void refuseUnknown(List<String> names, List<Provider> providers) {
    for (String name : names) {
      boolean known =
          providers.stream().anyMatch(provider -> provider.name().equals(name))
              || Cases.all().stream()
                  .anyMatch(one -> one.set().equals(name) || one.scenario().equals(name));
      if (!known) {
        throw new IllegalArgumentException(
            "'" + name + "' is no set, no scenario and no provider; see benchmarks/README.md");
      }
    }
  }
}
