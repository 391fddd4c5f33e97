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
 * no other line needs: what one line holds never keeps another waiting. What goes on beyond that is
 * not kept: {@link #hasRoom}. Lines are counted exactly now and then only: what is between is an
 * estimate that is never too low.
 */
public final class WaitingMessages {

  /** What part of the limit may come between two exact counts. */
  private static final int STEP = 32;

  /** From how many times the limit on a peer that goes on is stopped. */
  private static final int FAR = 2;

  /** How much may be under way beyond that: what a window has of messages of several frames. */
  static final int UNDER_WAY_OCTETS = TransferWindow.INCOMING_OCTETS;

  /** Most connections have one receiver or two. */
  private static final int FIRST_CAPACITY = 2;

  /** The messages that wait at one receiver. */
  public interface Line {

    /** How many octets wait. */
    long octets();

    /**
     * Whether it has what waits for none but itself, as the application asks for it by name: then
     * it gets a message whenever it has none, however much others hold. The peer must not be able
     * to make such lines.
     */
    boolean isOurs();

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

  /** The limit in octets; 0 for none. */
  public long limit() {
    return limit;
  }

  /** How many octets wait, or waited when they were counted last. */
  public long octets() {
    return octets;
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

  /**
   * Whether a message that has come may be kept. If not the peer has gone on for far too long
   * without credit, and the message is to go back to it. In all no more than three times the limit
   * and {@link #UNDER_WAY_OCTETS} are kept, and one message for each line of our own.
   */
  public boolean hasRoom(Line line, long messageOctets) {
    if (limit == 0 || octets + messageOctets <= most(FAR)) {
      return true;
    }
    count();
    long all = octets + messageOctets;
    if (all <= most(FAR) || octets == 0) {
      return true;
    }
    long own = line.octets();
    return own == 0 ? line.isOurs() : own + messageOctets <= share() && all <= most(FAR + 1);
  }

  /** So many times the limit, and what may be under way. */
  private long most(int times) {
    return limit > (Long.MAX_VALUE - UNDER_WAY_OCTETS) / times
        ? Long.MAX_VALUE
        : times * limit + UNDER_WAY_OCTETS;
  }

  /** A message went back: its line gets no more until there is room for it. */
  public void withholdFor(Line line, long messageOctets) {
    long room = share() - messageOctets;
    // It had room, as far as its own share goes: others must make some, or it takes its turn.
    line.withhold(room < 0 || line.octets() <= room ? 0 : Math.min(share() / 2, room));
  }

  /** What each line may hold while there is too much in all. */
  public long share() {
    return limit / Math.max(1, lines.size());
  }

  private void count() {
    octets = 0;
    for (Line line : lines) {
      octets += line.octets();
    }
    countAt = Math.max(limit, octets + limit / STEP);
  }

  private void withhold() {
    long share = share();
    for (Line line : List.copyOf(lines)) {
      if (line.octets() >= Math.max(1, share)) {
        line.withhold(share / 2);
        if (octets / FAR >= limit) {
          line.shutWindow();
        }
      }
    }
  }
}
