// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.transport.engine.WaitingMessages;

/**
 * How long the messages are that a receiver has handed over and nobody has settled, and whether it
 * gets no more credit for that, or gives back what comes all the same.
 *
 * <p>Confined to the container's loop.
 */
final class UnsettledOctets implements WaitingMessages.Line {

  /** What a delivery costs beside its message, which may be as good as empty. */
  static final int DELIVERY_OVERHEAD = 256;

  private static final long NOT_WITHHELD = -1;

  /** After what time one that holds nothing, and had no room, is granted credit again. */
  private static final long RETRY_MS = 1000;

  /** Whose credit it is. */
  interface Owner {

    /** Whether this end has asked for the link. */
    boolean isOurs();

    void takeBack();

    void shutWindow();

    void grantAgain();

    /** Does something later on the loop, unless the connection is gone. */
    void later(Runnable command, long delayMs);
  }

  private final WaitingMessages all;
  private final Owner owner;
  private long octets;
  private long until = NOT_WITHHELD;
  private boolean goingBack;

  /** None yet, of those of a connection. */
  UnsettledOctets(WaitingMessages all, Owner owner) {
    this.all = all;
    this.owner = owner;
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
      grantAgain();
    }
  }

  /** The link is lost or closed, and what is unsettled is the peer's again. */
  void clear() {
    octets = 0;
    until = NOT_WITHHELD;
    goingBack = false;
    all.remove(this);
  }

  /**
   * Whether a message that has come goes back. Once one did, all that follow it do until there is
   * credit again, or they would overtake it.
   */
  boolean goesBack(int messageOctets) {
    if (goingBack) {
      return true;
    }
    if (all.hasRoom(this, messageOctets)) {
      return false;
    }
    goingBack = true;
    if (octets > 0) {
      all.withholdFor(this, messageOctets);
    } else {
      // Nothing here makes room by being settled: others may, so it is tried again.
      withhold(0);
      owner.later(this::tryAgain, RETRY_MS);
    }
    return true;
  }

  private void tryAgain() {
    if (octets == 0 && isWithheld()) {
      grantAgain();
    }
  }

  private void grantAgain() {
    until = NOT_WITHHELD;
    goingBack = false;
    owner.grantAgain();
  }

  boolean isWithheld() {
    return until != NOT_WITHHELD;
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public boolean isOurs() {
    return owner.isOurs();
  }

  @Override
  public void withhold(long newUntil) {
    if (!isWithheld()) {
      until = newUntil;
      owner.takeBack();
    }
  }

  @Override
  public void shutWindow() {
    if (isWithheld()) {
      owner.shutWindow();
    }
  }
}
