// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

/**
 * How long a server that has opened the connection may take for each further step, until everything
 * is back: in an outage twice as long each time that one did not do it, as it may be slow rather
 * than silent, but never so long that the other servers wait much for their turn.
 *
 * <p>Confined to its owner's thread.
 */
public final class RestorationTime {

  /** The most, over all servers, in times of what is given. */
  static final int MAX_FACTOR = 4;

  private final long givenMs;
  private int factor = 1;

  /**
   * The time of one connection.
   *
   * @param givenMs in milliseconds; 0 for ever
   */
  public RestorationTime(long givenMs) {
    this.givenMs = givenMs;
  }

  /** The outage is over. */
  public void reset() {
    factor = 1;
  }

  /** A server did not bring everything back. */
  public void failed() {
    factor = Math.min(MAX_FACTOR, 2 * factor);
  }

  /**
   * For the next step, in milliseconds; 0 for ever.
   *
   * @param servers how many there are
   */
  public long limitMs(int servers) {
    return givenMs * Math.min(factor, Math.max(1, MAX_FACTOR / servers));
  }
}
