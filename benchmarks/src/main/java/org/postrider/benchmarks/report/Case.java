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

  /**
   * How many operations a provider's trial measures. Where only rates are asked for, who is quicker
   * does more: a trial of less than some seconds tells of the compiler and of chance.
   */
  int measured(Provider provider) {
    return isOfRates() ? provider.pace() * measured : measured;
  }

  /** Whether it is rates that are asked for, of small messages. */
  boolean isOfRates() {
    return set.equals(Cases.RATES) && peer == PeerKind.NULL;
  }

  /** Whether it is the process' memory that is measured. */
  boolean isOfMemory() {
    return kind().equals("idle");
  }

  private String kind() {
    return scenario.replaceFirst("^event-", "").replaceFirst("-.*", "");
  }

  /**
   * The scenario without any client that its messages cannot be cheaper than: the same octets over
   * a socket, where an answer counts to the same broker, by one thread.
   */
  Optional<String> floor() {
    if (scenario.endsWith(kind() + "-" + Cases.SIZE_OCTETS)) {
      return switch (kind()) {
        case "send", "complete" -> Optional.of(Cases.LARGE_FLOOR);
        default -> Optional.empty();
      };
    }
    if (!scenario.endsWith(kind() + "-1024")) {
      return Optional.empty();
    }
    return switch (kind()) {
      case "send", "complete", "persist" -> Optional.of(Cases.BATCHED_FLOOR);
      case "sync", "await" ->
          peer == PeerKind.MEMORY ? Optional.of(Cases.SYNCHRONOUS_FLOOR) : Optional.empty();
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
