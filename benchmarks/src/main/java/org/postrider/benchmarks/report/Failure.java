// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;

/**
 * Something that a report lacks, and why.
 *
 * <p>Immutable.
 *
 * @param when the round, or what else was done
 * @param what the case's key, or a peer
 * @param who the provider's name; empty of a peer
 * @param reason one line
 */
record Failure(String when, String what, String who, String reason) {

  private static final String THROWN = "Exception in thread \"main\" ";
  private static final String CAUSE = "Caused by: ";
  private static final int LONGEST = 300;

  static Failure of(String when, Case what, Provider who, Exception failed) {
    return new Failure(when, what.key(), who.name(), reason(String.valueOf(failed.getMessage())));
  }

  static Failure ofPeer(String when, PeerKind peer, String reason) {
    return new Failure(when, "peer: " + peer.title(), "", reason);
  }

  /** Of all that a process said, what it threw and the innermost cause; else its last line. */
  static String reason(String said) {
    String thrown = "";
    String cause = "";
    String last = "";
    List<String> lines = said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    for (String line : lines) {
      if (line.startsWith(THROWN)) {
        thrown = line.substring(THROWN.length());
      } else if (line.startsWith(CAUSE)) {
        cause = line.substring(CAUSE.length());
      }
      last = line;
    }
    String reason = thrown.isEmpty() ? last : thrown;
    if (!thrown.isEmpty() && !cause.isEmpty()) {
      reason = thrown + "; caused by " + cause;
    }
    return reason.length() > LONGEST ? reason.substring(0, LONGEST) + " ..." : reason;
  }
}
