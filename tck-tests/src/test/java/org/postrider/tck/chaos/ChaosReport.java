// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of {@link Chaos} found.
 *
 * <p>Confined to one thread.
 */
final class ChaosReport {

  private static final String ROW = "%-5s %-38s %7s %7s %8s %8s %7s %10s %9s %5s %6s %7s %9s%n";

  private record Row(BrokerCluster.Topology topology, String lane, Ledger.Verdict verdict) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean good = true;

  void lane(BrokerCluster.Topology topology, String lane, Ledger.Verdict verdict) {
    rows.add(new Row(topology, lane, verdict));
    good &= verdict.isGood();
  }

  void topology(BrokerCluster.Topology topology, int killed, boolean drained, RecoveryTimes times) {
    notes.add(
        "%s: %d kills; from accepting again to a client's first message p50 %d ms, p99 %d ms"
            .formatted(topology, killed, times.percentileMs(50), times.percentileMs(99)));
    good &= drained;
    if (!drained) {
      notes.add(topology + ": messages did not arrive in time after the last kill");
    }
  }

  void stalled(BrokerCluster.Topology topology, int kill) {
    notes.add(topology + ": after kill " + kill + " a client did not come back in time");
    good = false;
  }

  void threadsLeft(List<String> names) {
    notes.add("threads left: " + (names.isEmpty() ? "none" : names));
    good &= names.isEmpty();
  }

  void leaks(int count) {
    notes.add("leaked buffers: " + count);
    good &= count == 0;
  }

  boolean isGood() {
    return good;
  }

  void print(PrintStream out) {
    out.println();
    out.printf(
        ROW,
        "",
        "lane",
        "sent",
        "acked",
        "in doubt",
        "received",
        "perhaps",
        "duplicates",
        "forgotten",
        "lost",
        "halves",
        "undead",
        "unflagged");
    for (Row row : rows) {
      Ledger.Verdict v = row.verdict();
      out.printf(
          ROW,
          row.topology(),
          row.lane(),
          v.sent(),
          v.acknowledged(),
          v.inDoubt(),
          v.received(),
          v.perhaps(),
          v.duplicates(),
          v.forgotten(),
          v.lost().size(),
          v.halves().size(),
          v.undead().size(),
          v.unflagged().size());
      numbers(out, "lost", v.lost());
      numbers(out, "halves", v.halves());
      numbers(out, "undead", v.undead());
      numbers(out, "unflagged", v.unflagged());
    }
    notes.forEach(out::println);
    out.println(good ? "GOOD: nothing was lost" : "BAD: see above");
  }

  private static void numbers(PrintStream out, String what, List<Integer> numbers) {
    if (!numbers.isEmpty()) {
      out.println("      " + what + ": " + numbers.subList(0, Math.min(20, numbers.size())));
    }
  }
}
