// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * <p>Immutable.
 *
 * @param rounds how often each trial is run
 * @param providers who takes part
 * @param cases what is done
 * @param profile whether to profile, too
 * @param absent who cannot take part, and why
 */
record Plan(
    int rounds, List<Provider> providers, List<Case> cases, boolean profile, List<String> absent) {

  private static final int DEFAULT_ROUNDS = 5;
  private static final String DEFAULT_SET = "targets";
  private static final String PROFILE = "--profile";

  static Plan of(List<String> arguments) throws InterruptedException {
    List<String> names = new ArrayList<>(arguments);
    boolean profile = names.remove(PROFILE);
    int rounds = names.isEmpty() ? DEFAULT_ROUNDS : Integer.parseInt(names.remove(0));
    List<Provider> all = Provider.all();
    refuseUnknown(names, all);
    List<Case> cases = cases(names);
    boolean anyone = all.stream().noneMatch(provider -> names.contains(provider.name()));
    List<Provider> providers = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (Provider provider : all) {
      // A floor is nobody's, and not asked for by name.
      boolean wanted = anyone || provider.face() == Face.FLOOR || names.contains(provider.name());
      if (wanted && cases.stream().anyMatch(one -> one.suits(provider))) {
        Optional<String> hindrance = TrialCommand.hindrance(provider);
        hindrance.ifPresentOrElse(absent::add, () -> providers.add(provider));
      }
    }
    return new Plan(rounds, List.copyOf(providers), cases, profile, List.copyOf(absent));
  }

  /** What is to be run: sets may have a case in common. */
  Collection<Case> trials() {
    Map<String, Case> trials = new LinkedHashMap<>();
    for (Case one : cases) {
      trials.putIfAbsent(one.key(), one);
    }
    return trials.values();
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
