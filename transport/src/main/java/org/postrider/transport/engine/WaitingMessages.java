// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The messages of a connection that have come whole and wait for the application: whose credit is
 * to be taken back.
 *
 * <p>Confined to the engine's thread. Where more than the limit waits, the lines that hold more
 * than their share get no more credit until the application has taken half of that. An empty line
 * has credit always, so that one message may be larger than the limit. What the peer had on its way
 * within the credit comes all the same; where that comes to twice the limit, windows are shut that
 * no other line needs: what one line holds never keeps another waiting. Lines are counted exactly
 * now and then only: what is between is an estimate that is never too low.
 */
public final class WaitingMessages {

  /** What part of the limit may come between two exact counts. */
  private static final int STEP = 32;

  /** From how many times the limit on a peer that goes on is stopped. */
  private static final int FAR = 2;

  /** Most connections have one receiver or two. */
  private static final int FIRST_CAPACITY = 2;

  /** The messages that wait at one receiver. */
  public interface Line {

    /** How many octets wait. */
    long octets();

    /** Grants no more credit, and takes back what was granted, until no more octets wait. */
    void withhold(long until);

    /**
     * The same lasts, and the peer went on: shuts the window until then, where no line needs it.
     */
    void shutWindow();
  }

  private final long limit;
  private final Set<Line> lines = new LinkedHashSet<>(FIRST_CAPACITY);
  private long octets;
  private long countAt;

  /**
   * No line waits yet.
   *
   * @param limit in octets; 0 for none
   */
  public WaitingMessages(long limit) {
    this.limit = limit;
    countAt = limit;
  }

  /** A receiver is there. Once more has no effect. */
  public void add(Line line) {
    lines.add(line);
  }

  /** A receiver is gone, with what waits for it. */
  public void remove(Line line) {
    lines.remove(line);
  }

  /** A message came and waits. */
  public void arrived(int messageOctets) {
    octets += messageOctets;
    if (limit > 0 && octets >= countAt) {
      count();
      if (octets >= limit) {
        withhold();
      }
    }
  }

  private void count() {
    octets = 0;
    for (Line line : lines) {
      octets += line.octets();
    }
    countAt = Math.max(limit, octets + limit / STEP);
  }

  private void withhold() {
    long share = limit / Math.max(1, lines.size());
    for (Line line : List.copyOf(lines)) {
      if (line.octets() >= Math.max(1, share)) {
        line.withhold(share / 2);
        if (octets >= FAR * limit) {
          line.shutWindow();
        }
      }
    }
  }
}
