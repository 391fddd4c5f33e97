// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The messages of a connection that have come whole and wait for the application: whose credit is
 * to be taken back, and when nothing more is to be read.
 *
 * <p>Confined to the engine's thread. From three eighths of the limit on, the lines that hold more
 * than their share get no more credit. What is on its way then is half of the limit at most for a
 * session ({@link #windowOctets}), so that an honest peer comes no further. At the limit the socket
 * is not read until the application has taken some. An empty line has credit always, so that one
 * message may be larger than the limit. Lines are counted exactly now and then only: what is
 * between is an estimate that is never too low.
 */
public final class WaitingMessages {

  /** What part of the limit may come between two exact counts. */
  private static final int STEP = 32;

  /** The messages that wait at one receiver. */
  public interface Line {

    /** How many octets wait. */
    long octets();

    /**
     * Grants no more credit, and takes back what was granted, until no more than so many octets
     * wait; then {@link WaitingMessages#taken} is to be called.
     */
    void withhold(long until);
  }

  private final long limit;
  private final long enough;
  private final Consumer<Boolean> pause;
  private final Set<Line> lines = new LinkedHashSet<>();
  private long octets;
  private long countAt;
  private boolean paused;
  private boolean closed;

  /**
   * No line waits yet.
   *
   * @param limit in octets; 0 for none
   * @param pause is told whether reading from the socket is to cease
   */
  public WaitingMessages(long limit, Consumer<Boolean> pause) {
    this.limit = limit;
    this.pause = pause;
    this.enough = limit / 8 * 3;
    countAt = enough;
  }

  /** How much the window of a session may let come, by such a limit. */
  public static long windowOctets(long limit) {
    return limit > 0 ? limit / 2 : ConnectionSettings.DEFAULT_WINDOW_OCTETS;
  }

  /** A receiver is there. Once more has no effect. */
  public void add(Line line) {
    lines.add(line);
  }

  /** A receiver is gone, with what waits for it. */
  public void remove(Line line) {
    if (lines.remove(line)) {
      taken();
    }
  }

  /** Nobody takes messages any more: what else comes is read. */
  public void close() {
    lines.clear();
    closed = true;
    taken();
  }

  /** A message came and waits. */
  public void arrived(int messageOctets) {
    octets += messageOctets;
    if (limit > 0 && octets >= countAt && !closed) {
      count();
      if (octets >= enough) {
        withhold();
      }
      look();
    }
  }

  /** What waited in a line was taken, or was lost. */
  public void taken() {
    // Else the next exact count is in time, and thousands of lines may be lost at once.
    if (paused) {
      count();
      look();
    }
  }

  private void count() {
    octets = 0;
    for (Line line : lines) {
      octets += line.octets();
    }
    countAt = Math.max(enough, octets + limit / STEP);
  }

  private void withhold() {
    long share = enough / Math.max(1, lines.size());
    for (Line line : List.copyOf(lines)) {
      if (line.octets() >= Math.max(1, share)) {
        line.withhold(share / 2);
      }
    }
  }

  private void look() {
    boolean full = octets >= limit;
    if (full != paused) {
      paused = full;
      pause.accept(full);
    }
  }
}
