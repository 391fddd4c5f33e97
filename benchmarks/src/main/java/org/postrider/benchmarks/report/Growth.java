// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.postrider.benchmarks.report.PeerKind.MEMORY;
import static org.postrider.benchmarks.report.PeerKind.NULL;

import java.util.List;

/**
 * How costs grow with one number: each set is a curve.
 *
 * <p>Stateless.
 */
final class Growth {

  /** What begins the name of such a set. */
  private static final String PREFIX = "growth-";

  static final String PRODUCERS = PREFIX + "producers";

  // Some tenths of a second at least: shorter trials differ by more than what is looked for.
  private static final long OCTETS_A_TRIAL = 1L << 30;
  private static final int MESSAGES_A_TRIAL = 50_000;

  /** Some seconds, for the rates. */
  private static final int PRODUCED_A_TRIAL = 800_000;

  private static final int PRODUCED_BEFORE = 200_000;

  private Growth() {}

  static boolean isCurve(String set) {
    return set.startsWith(PREFIX);
  }

  /** The number that is varied: the last of the scenario's name. */
  static double varied(Case one) {
    return Double.parseDouble(one.scenario().substring(one.scenario().lastIndexOf('-') + 1));
  }

  /** What the number is of. */
  static String variedName(String set) {
    return set.substring(PREFIX.length()).replace('-', ' ');
  }

  static void addTo(List<Case> cases) {
    for (int octets : new int[] {0, 100, 1024, 16_384, 65_536, 1 << 20, 16 << 20, 64 << 20}) {
      int count = (int) Math.min(MESSAGES_A_TRIAL, OCTETS_A_TRIAL / Math.max(octets, 1));
      add(cases, "send-octets", "send-" + octets, NULL, count);
      add(cases, "receive-octets", "receive-" + octets, NULL, count);
    }
    for (int properties : new int[] {0, 10, 30, 100}) {
      add(cases, "send-properties", "send-1024-" + properties, NULL, MESSAGES_A_TRIAL);
      add(cases, "listen-properties", "listen-1024-" + properties, NULL, MESSAGES_A_TRIAL);
    }
    for (int producers : new int[] {1, 2, 4, 8, 16}) {
      cases.add(
          Case.jms(
                  PRODUCERS,
                  "producers-" + producers,
                  "producers-" + producers,
                  NULL,
                  PRODUCED_A_TRIAL)
              .warmUp(PRODUCED_BEFORE));
    }
    for (int unacknowledged : new int[] {1, 10, 100, 1_000, 10_000, 100_000}) {
      int count = Math.max(MESSAGES_A_TRIAL, unacknowledged);
      add(cases, "backlog", "backlog-" + unacknowledged, NULL, count);
    }
    for (int made : new int[] {1, 10, 100, 1_000, 10_000}) {
      idle(cases, "consumers", "idle-consumer-" + made, made);
    }
    for (int made : new int[] {1, 10, 100, 1_000}) {
      idle(cases, "connections", "idle-connection-" + made, made);
    }
  }

  private static void add(List<Case> cases, String set, String scenario, PeerKind peer, int count) {
    cases.add(Case.jms(PREFIX + set, scenario, scenario, peer, count));
  }

  private static void idle(List<Case> cases, String set, String scenario, int made) {
    cases.add(Case.jms(PREFIX + set, scenario, scenario, MEMORY, made).warmUp(5));
  }
}
