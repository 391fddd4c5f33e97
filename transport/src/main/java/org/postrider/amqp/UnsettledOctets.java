// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.transport.engine.WaitingMessages;

/**
 * How long the messages are that a receiver has handed over and nobody has settled, and whether it
 * gets no more credit for that.
 *
 * <p>Confined to the container's loop.
 */
final class UnsettledOctets implements WaitingMessages.Line {

  /** What a delivery costs beside its message, which may be as good as empty. */
  static final int DELIVERY_OVERHEAD = 256;

  private static final long NOT_WITHHELD = -1;

  private final WaitingMessages all;
  private final Runnable takeCreditBack;
  private final Runnable shutWindow;
  private final Runnable grantAgain;
  private long octets;
  private long until = NOT_WITHHELD;

  /** None yet, of those of a connection. */
  UnsettledOctets(
      WaitingMessages all, Runnable takeCreditBack, Runnable shutWindow, Runnable grantAgain) {
    this.all = all;
    this.takeCreditBack = takeCreditBack;
    this.shutWindow = shutWindow;
    this.grantAgain = grantAgain;
  }

  /** The link is there. */
  void begin() {
    all.add(this);
  }

  /** A message was handed over and is not settled. */
  void add(int messageOctets) {
    octets += messageOctets;
    all.arrived(messageOctets);
  }

  /** Such a message was settled. */
  void remove(int messageOctets) {
    octets -= messageOctets;
    if (octets <= until) {
      until = NOT_WITHHELD;
      grantAgain.run();
    }
  }

  /** The link is lost or closed, and what is unsettled is the peer's again. */
  void clear() {
    octets = 0;
    until = NOT_WITHHELD;
    all.remove(this);
  }

  boolean isWithheld() {
    return until != NOT_WITHHELD;
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public void withhold(long newUntil) {
    if (!isWithheld()) {
      until = newUntil;
      takeCreditBack.run();
    }
  }

  @Override
  public void shutWindow() {
    if (isWithheld()) {
      shutWindow.run();
    }
  }
}
