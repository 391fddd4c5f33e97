// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.postrider.benchmarks.report.PeerKind.JOURNAL;
import static org.postrider.benchmarks.report.PeerKind.MEMORY;
import static org.postrider.benchmarks.report.PeerKind.NULL;
import static org.postrider.benchmarks.report.PeerKind.SINK;

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
  static final String RESIDENT = "resident-octets";
  static final String THREADS = "threads";

  static final String BATCHED_FLOOR = "floor-batched";
  static final String LARGE_FLOOR = "floor-batched-65536";
  static final String SYNCHRONOUS_FLOOR = "floor-sync";
  static final String TRANSACTED_FLOOR = "floor-transact";

  static final String CONNECT = "connect";

  private static final String TARGETS = "targets";
  static final String RATES = "rates";
  static final String SIZES = "sizes";
  private static final String IDLE = "idle";
  private static final String EVENTS = "events";
  private static final String FLOORS = "floors";

  private static final Target NO_THREAD = Target.valueAtMost(0);
  static final int SIZE_OCTETS = 65_536;
  private static final double OCTETS_BY_PAYLOAD = 1.1;
  private static final int TRANSACTED = 160_000;

  private static final int SYNCHRONOUS = 20_000;

  private Cases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    targets(cases);
    idle(cases);
    rates(cases);
    sizes(cases);
    events(cases);
    floors(cases);
    Growth.addTo(cases);
    return List.copyOf(cases);
  }

  private static void targets(List<Case> to) {
    to.add(target("send-1024", "non-persistent send", 160_000, 0.12, 0.25));
    to.add(target("complete-1024", "the same, CompletionListener", 160_000, 0.15, 0.30));
    to.add(
        Case.jms(TARGETS, "sync-1024", "synchronous persistent send", MEMORY, SYNCHRONOUS)
            .targets(Map.of(CPU, 0.60, OCTETS, 0.30, P50, 0.75, P99, 0.8)));
    to.add(
        target(
            "persist-1024", "persistent, CompletionListener, 1000 in flight", 160_000, 0.15, 0.30));
    to.add(target("listen-1024", "listener, AUTO_ACKNOWLEDGE", 80_000, 0.12, 0.30));
    to.add(target("listen-1024-10", "the same with ten properties, all read", 80_000, 0.12, 0.25));
    to.add(target("acknowledge-1024", "receive, CLIENT_ACKNOWLEDGE per 100", 80_000, 0.25, 0.30));
    // Long, since a commit is run once in a hundred messages, and each compilation of its code is a
    // slow batch: there are more of them than one in a hundred until some thousand commits are
    // done.
    to.add(
        Case.jms(TARGETS, "transact-1024", "transacted 100 + 100", MEMORY, TRANSACTED)
            .warmUp(2 * TRANSACTED)
            .targets(Map.of(CPU, 0.12, OCTETS, 0.28, P99, 0.3)));
    to.add(
        Case.jms(TARGETS, "request-1024", "request/reply, temporary queue", NULL, 20_000)
            .targets(Map.of(CPU, 0.60, OCTETS, 0.35, P50, 0.7, P99, 0.8)));
    // Few, since the young generation is to hold all that Qpid JMS allocates for them; and many
    // before them, as a connect is a long way through the code, which else is hardly compiled.
    to.add(target(CONNECT, "connect, session, consumer, close", 150, 0.40, 0.01).warmUp(3_000));
  }

  private static Case target(String scenario, String title, int count, double cpu, double octets) {
    return Case.jms(TARGETS, scenario, title, MEMORY, count)
        .targets(Map.of(CPU, cpu, OCTETS, octets));
  }

  private static void idle(List<Case> to) {
    to.add(
        Case.jms(IDLE, "idle-connection", "a connection", MEMORY, 50)
            .warmUp(5)
            .targets(Map.of(HEAP, 0.01))
            .target(THREADS, NO_THREAD));
    to.add(
        Case.jms(IDLE, "idle-session", "a session", MEMORY, 200)
            .warmUp(20)
            .target(THREADS, NO_THREAD));
    to.add(Case.jms(IDLE, "idle-consumer", "a consumer", MEMORY, 200).warmUp(20));
    to.add(
        Case.jms(IDLE, "idle-listener", "a session with a listener", MEMORY, 200)
            .warmUp(20)
            .target(THREADS, NO_THREAD));
  }

  private static void rates(List<Case> to) {
    for (String scenario :
        List.of(
            "sendtext-100",
            "send-1024",
            "send-1024-10",
            "completetext-100",
            "complete-1024",
            "complete-1024-10",
            "persist-1024",
            "listen-1024",
            "listen-1024-10",
            "receive-1024",
            "acknowledge-1024")) {
      to.add(Case.jms(RATES, scenario, scenario, NULL, 160_000).targets(Map.of(RATE, 4.0)));
    }
    to.add(Case.jms(RATES, "sync-1024", "sync-1024", JOURNAL, 3_000));
  }

  private static void sizes(List<Case> to) {
    to.add(size("send", "send 64 KiB"));
    to.add(size("complete", "the same, CompletionListener"));
    to.add(size("listen", "listen, 64 KiB"));
  }

  /** Long, since ten thousand such messages are half a second, in which no code is compiled. */
  private static Case size(String kind, String title) {
    return Case.jms(SIZES, kind + "-" + SIZE_OCTETS, title, NULL, 100_000)
        .warmUp(100_000)
        .targets(Map.of(RATE, 4.0))
        .target(OCTETS, Target.valueAtMost(OCTETS_BY_PAYLOAD * SIZE_OCTETS));
  }

  /** The same three with each peer. */
  private static void events(List<Case> to) {
    for (PeerKind peer : List.of(NULL, MEMORY)) {
      to.add(Case.event(EVENTS, "event-send-1024", "send, outcomes tracked", peer, 100_000));
      to.add(Case.event(EVENTS, "event-await-1024", "send, each outcome awaited", peer, 10_000));
      to.add(Case.event(EVENTS, "event-receive-1024", "receive, auto-accept", peer, 100_000));
    }
  }

  private static void floors(List<Case> to) {
    to.add(Case.floor(FLOORS, BATCHED_FLOOR, "1,200 octets, flushed in batches", SINK, 500_000));
    to.add(Case.floor(FLOORS, LARGE_FLOOR, "64 KiB, flushed in batches", SINK, 100_000));
    to.add(Case.floor(FLOORS, "floor-written-65536", "64 KiB, 16 a write", SINK, 100_000));
    to.add(Case.floor(FLOORS, "floor-awaited", "1,200 octets, each answered", SINK, 20_000));
    to.add(Case.floor(FLOORS, "floor-handoff", "a thread hand-off and back", SINK, 20_000));
    to.add(
        Case.floor(FLOORS, SYNCHRONOUS_FLOOR, "synchronous persistent send", MEMORY, SYNCHRONOUS));
    to.add(
        Case.floor(FLOORS, TRANSACTED_FLOOR, "transacted 100 + 100", MEMORY, TRANSACTED)
            .warmUp(2 * TRANSACTED));
  }
}
