// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario with a peer: what each provider does in turn.
 *
 * <p>Immutable.
 *
 * @param set the table that it belongs to
 * @param face which providers take part
 * @param scenario as the trial knows it
 * @param title for readers
 * @param peer what the clients speak to
 * @param warmUp operations before the measured ones
 * @param measured operations that are measured
 * @param targets what is wanted of a metric, by its name
 */
record Case(
    String set,
    Face face,
    String scenario,
    String title,
    PeerKind peer,
    int warmUp,
    int measured,
    Map<String, Target> targets) {

  static Case jms(String set, String scenario, String title, PeerKind peer, int count) {
    return new Case(set, Face.JMS, scenario, title, peer, count, count, Map.of());
  }

  static Case event(String set, String scenario, String title, PeerKind peer, int count) {
    return new Case(set, Face.EVENT, scenario, title, peer, count, count, Map.of());
  }

  static Case floor(String set, String scenario, String title, PeerKind peer, int count) {
    return new Case(set, Face.FLOOR, scenario, title, peer, count, count, Map.of());
  }

  /** The same with another warm-up. */
  Case warmUp(int operations) {
    return new Case(set, face, scenario, title, peer, operations, measured, targets);
  }

  /** The same with more or fewer operations that are measured. */
  Case measured(int operations) {
    return new Case(set, face, scenario, title, peer, warmUp, operations, targets);
  }

  /** The same with ratios to the base as targets. */
  Case targets(Map<String, Double> ratios) {
    Case with = this;
    for (Map.Entry<String, Double> ratio : ratios.entrySet()) {
      with = with.target(ratio.getKey(), Target.ratio(ratio.getKey(), ratio.getValue()));
    }
    return with;
  }

  /** The same with one more target. */
  Case target(String metric, Target wanted) {
    Map<String, Target> all = new HashMap<>(targets);
    all.put(metric, wanted);
    return new Case(set, face, scenario, title, peer, warmUp, measured, Map.copyOf(all));
  }

  /** What results are kept under. */
  String key() {
    return scenario + "@" + peer.name().toLowerCase(Locale.ROOT);
  }

  /** Whether a provider can do it. */
  boolean suits(Provider provider) {
    return provider.face() == face && (peer != PeerKind.NULL || provider.isAmqp());
  }

  /** Whether it is the process' memory that is measured. */
  boolean isOfMemory() {
    return kind().equals("idle");
  }

  private String kind() {
    return scenario.replaceFirst("^event-", "").replaceFirst("-.*", "");
  }

  /** The scenario without any client that its messages of 1 KiB cannot be cheaper than. */
  Optional<String> floor() {
    if (!scenario.endsWith(kind() + "-1024")) {
      return Optional.empty();
    }
    return switch (kind()) {
      case "send", "complete", "persist" -> Optional.of(Cases.BATCHED_FLOOR);
      case "sync", "await" -> Optional.of(Cases.AWAITED_FLOOR);
      case "transact" -> Optional.of(Cases.TRANSACTED_FLOOR);
      default -> Optional.empty();
    };
  }

  /** Queues that are filled and never read are rings at the broker. */
  String queue(String owner) {
    boolean filled =
        switch (kind()) {
          case "send", "sendtext", "complete", "completetext", "persist", "sync", "await" -> true;
          default -> scenario.equals(Cases.SYNCHRONOUS_FLOOR);
        };
    return (filled ? "ring." : "queue.") + scenario + "." + owner;
  }
}
