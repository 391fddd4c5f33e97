// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What became of the orders of one run. Immutable.
 *
 * @param received messages of this run, doubled ones included
 * @param damaged messages that do not say what was sent
 * @param strangers messages of other programs or runs, which the queue still held
 * @param elapsedNs from the first send to the arrival of the last order
 */
record OrdersReport(
    int sent,
    int received,
    int duplicates,
    int missing,
    int damaged,
    int strangers,
    long elapsedNs) {

  /** Whether each order came exactly once, as it was sent. */
  boolean isPerfect() {
    return duplicates == 0 && missing == 0 && damaged == 0;
  }

  void print(PrintWriter out) {
    double seconds = (double) elapsedNs / TimeUnit.SECONDS.toNanos(1);
    int distinct = received - duplicates - damaged;
    line(out, "sent", sent);
    line(out, "received", received);
    line(out, "duplicates", duplicates);
    line(out, "missing", missing);
    if (damaged > 0) {
      line(out, "damaged", damaged);
    }
    if (strangers > 0) {
      line(out, "from others", strangers);
    }
    out.printf(Locale.ROOT, "%-12s%10.2f%n", "seconds", seconds);
    out.printf(
        Locale.ROOT, "%-12s%10.0f orders/s%n", "rate", elapsedNs > 0 ? distinct / seconds : 0);
    out.println(
        isPerfect() ? "Each order came exactly once." : "FAILED: not each order came once.");
    out.flush();
  }

  private static void line(PrintWriter out, String what, int count) {
    out.printf(Locale.ROOT, "%-12s%10d%n", what, count);
  }
}
