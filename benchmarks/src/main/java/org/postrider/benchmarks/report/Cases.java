// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.postrider.benchmarks.report.PeerKind.JOURNAL;
import static org.postrider.benchmarks.report.PeerKind.MEMORY;
import static org.postrider.benchmarks.report.PeerKind.NULL;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be compared.
 *
 * <p>Stateless.
 */
final class Cases {

  static final String CPU = "cpu-us";
  static final String OCTETS = "octets";
  static final String RATE = "rate";
  static final String P50 = "p50-us";
  static final String P99 = "p99-us";
  static final String HEAP = "heap-octets";

  private static final String TARGETS = "targets";
  private static final String RATES = "rates";
  private static final String SIZES = "sizes";
  private static final String IDLE = "idle";
  private static final String FLOORS = "floors";

  private Cases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    targets(cases);
    idle(cases);
    rates(cases);
    sizes(cases);
    floors(cases);
    Growth.addTo(cases);
    return List.copyOf(cases);
  }

  private static void targets(List<Case> to) {
    to.add(one("send-1024", "non-persistent send", MEMORY, 40_000, ratio(0.12, 0.25)));
    to.add(one("complete-1024", "the same, CompletionListener", MEMORY, 40_000, ratio(0.15, 0.30)));
    to.add(
        one(
            "sync-1024",
            "synchronous persistent send",
            MEMORY,
            10_000,
            Map.of(CPU, 0.60, OCTETS, 0.30, P50, 0.75, P99, 0.8)));
    to.add(
        one(
            "persist-1024",
            "persistent, CompletionListener, 1000 in flight",
            MEMORY,
            40_000,
            ratio(0.15, 0.30)));
    to.add(one("listen-1024", "listener, AUTO_ACKNOWLEDGE", MEMORY, 40_000, ratio(0.12, 0.30)));
    to.add(
        one(
            "listen-1024-10",
            "the same with ten properties, all read",
            MEMORY,
            40_000,
            ratio(0.12, 0.25)));
    to.add(
        one(
            "acknowledge-1024",
            "receive, CLIENT_ACKNOWLEDGE per 100",
            MEMORY,
            40_000,
            ratio(0.25, 0.30)));
    to.add(
        one(
            "transact-1024",
            "transacted 100 + 100",
            MEMORY,
            20_000,
            Map.of(CPU, 0.12, OCTETS, 0.28, P99, 0.3)));
    to.add(
        one(
            "request-1024",
            "request/reply, temporary queue",
            NULL,
            10_000,
            Map.of(CPU, 0.60, OCTETS, 0.35, P50, 0.7, P99, 0.8)));
    to.add(
        new Case(
            TARGETS,
            "connect",
            "connect, session, consumer, close",
            MEMORY,
            60,
            60,
            ratio(0.40, 0.01)));
  }

  private static void idle(List<Case> to) {
    to.add(new Case(IDLE, "idle-connection", "a connection", MEMORY, 5, 50, Map.of(HEAP, 0.01)));
    to.add(new Case(IDLE, "idle-session", "a session", MEMORY, 20, 200, Map.of()));
    to.add(new Case(IDLE, "idle-consumer", "a consumer", MEMORY, 20, 200, Map.of()));
    to.add(new Case(IDLE, "idle-listener", "a session with a listener", MEMORY, 20, 200, Map.of()));
  }

  /** Rates are ratios too, but of their inverse: at most a quarter of the time a message. */
  private static void rates(List<Case> to) {
    for (String scenario :
        List.of(
            "sendtext-100",
            "send-1024",
            "send-1024-10",
            "complete-1024",
            "persist-1024",
            "listen-1024",
            "listen-1024-10",
            "receive-1024",
            "acknowledge-1024")) {
      to.add(new Case(RATES, scenario, scenario, NULL, 40_000, 40_000, Map.of(RATE, 4.0)));
    }
    to.add(new Case(RATES, "sync-1024", "sync-1024, journal", JOURNAL, 3_000, 3_000, Map.of()));
  }

  private static void sizes(List<Case> to) {
    to.add(new Case(SIZES, "send-65536", "send 64 KiB", NULL, 5_000, 5_000, Map.of()));
    to.add(new Case(SIZES, "listen-65536", "listen, 64 KiB", NULL, 5_000, 5_000, Map.of()));
  }

  /** No provider takes part: it is run once, in the name of ours. */
  private static void floors(List<Case> to) {
    to.add(
        new Case(
            FLOORS, "floor-batched", "1,200 octets, 100 a write", NULL, 50_000, 500_000, Map.of()));
    to.add(
        new Case(
            FLOORS, "floor-awaited", "1,200 octets, each answered", NULL, 5_000, 20_000, Map.of()));
    to.add(
        new Case(
            FLOORS, "floor-handoff", "a thread hand-off and back", NULL, 5_000, 20_000, Map.of()));
  }

  private static Case one(
      String scenario, String title, PeerKind peer, int measured, Map<String, Double> targets) {
    return new Case(TARGETS, scenario, title, peer, measured, measured, targets);
  }

  private static Map<String, Double> ratio(double cpu, double octets) {
    return Map.of(CPU, cpu, OCTETS, octets);
  }
}
