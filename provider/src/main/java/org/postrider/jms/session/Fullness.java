// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import org.jspecify.annotations.Nullable;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.WaitingMessages;

/**
 * Whether a consumer holds so much of what has come that it gets no more until some is taken, and
 * whether what comes all the same goes back to the broker.
 *
 * <p>Confined to the event loop; the queue tells from the application's thread that there is room.
 */
final class Fullness implements WaitingMessages.Line {

  private final ReceiverCredit credit;
  private final InboundQueue inbound;
  private final Runnable room = this::roomMade;
  private boolean full;

  /** From the first time on. */
  private @Nullable Overflow overflow;

  Fullness(ReceiverCredit credit, InboundQueue inbound) {
    this.credit = credit;
    this.inbound = inbound;
  }

  boolean isFull() {
    return full;
  }

  /** How many messages may wait. */
  int most() {
    return overflow == null ? Integer.MAX_VALUE : overflow.most();
  }

  @Override
  public long octets() {
    return inbound.octets();
  }

  @Override
  public boolean isOurs() {
    return true;
  }

  @Override
  public void withhold(long until) {
    if (full) {
      return;
    }
    full = true;
    credit.takeBack();
    if (!inbound.awaitRoom(until, this::tellRoom)) {
      roomMade();
    }
  }

  @Override
  public void shutWindow() {
    if (full) {
      credit.shutWindow();
    }
  }

  /**
   * Whether a message that has come goes back. One that is settled cannot, and all of the session
   * wait then.
   */
  boolean goesBack(IncomingDelivery delivery) {
    int octets = delivery.payload().length;
    if (!isOverflowing() && credit.waiting().hasRoom(this, octets)) {
      return false;
    }
    if (delivery.isRemotelySettled()) {
      credit.shutWindowForAll();
      credit.waiting().withholdFor(this, octets);
      return false;
    }
    Overflow last = overflow == null ? new Overflow(credit, inbound, this::end) : overflow;
    overflow = last;
    if (!last.isUnderWay()) {
      last.begin();
      credit.waiting().withholdFor(this, octets);
      credit.grantRest();
    }
    last.add(delivery);
    return true;
  }

  private boolean isOverflowing() {
    return overflow != null && overflow.isUnderWay();
  }

  /** A message is kept. */
  void arrived(int octets) {
    if (overflow != null) {
      overflow.kept(octets);
      if (credit.isUsedUp()) {
        usedUp();
      }
    }
  }

  /** The link has no credit left: where few are granted at once, nobody else will see to it. */
  void usedUp() {
    Overflow last = overflow;
    if (last == null || !last.isMeasured()) {
      return;
    }
    last.usedUp();
    if (inbound.size() <= last.most() / 2) {
      credit.replenish();
    } else if (inbound.octets() > 0) {
      withhold(inbound.octets() / 2);
    }
  }

  /** On the application's thread, which has taken some. */
  private void tellRoom() {
    credit.execute(room);
  }

  private void roomMade() {
    Overflow last = overflow;
    if (last == null || !last.isUnderWay()) {
      end();
    } else {
      last.awaitLull();
    }
  }

  /** Enough was taken, or all went back to the broker, or was lost. */
  void end() {
    if (full) {
      full = false;
      if (overflow != null) {
        overflow.end();
      }
      credit.openWindow();
      credit.replenish();
    }
  }
}
