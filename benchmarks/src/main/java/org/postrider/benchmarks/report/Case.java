// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.Map;

/**
 * One line of the comparison.
 *
 * <p>Immutable.
 *
 * @param set the table that it belongs to
 * @param scenario as the trial knows it
 * @param title for readers
 * @param peer what the clients speak to
 * @param warmUp operations before the measured ones
 * @param measured operations that are measured
 * @param targets for each metric, the ratio to Qpid JMS that is wanted at most
 */
record Case(
    String set,
    String scenario,
    String title,
    PeerKind peer,
    int warmUp,
    int measured,
    Map<String, Double> targets) {

  /** What results are kept under. */
  String key() {
    return scenario + "@" + peer.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Queues that are filled and never read are rings at the broker. */
  String queue(String owner) {
    boolean filled =
        scenario.startsWith("send")
            || scenario.startsWith("complete")
            || scenario.startsWith("persist")
            || scenario.startsWith("sync");
    return (filled ? "ring." : "queue.") + scenario + "." + owner;
  }
}
