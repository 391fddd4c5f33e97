// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

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

  /** The link is there, again perhaps: what a loss left here may be as much as may wait. */
  void linked() {
    long share = credit.waiting().share();
    if (credit.waiting().limit() > 0 && inbound.octets() >= Math.max(1, share)) {
      withhold(share / 2);
    }
  }

  /** Whether what comes goes back at the moment. */
  boolean isOverflowing() {
    return overflow != null && overflow.isUnderWay();
  }

  /**
   * How many messages may wait.
   *
   * @param prefetch at most
   */
  int most(int prefetch) {
    return overflow == null ? prefetch : Math.min(prefetch, overflow.most());
  }

  /** Has something done when all has gone back; gives whether that is to come, and soon. */
  boolean isToBeOver(Runnable then) {
    Overflow last = overflow;
    if (last == null || !last.isAwaitingLull()) {
      return false;
    }
    last.then(then);
    return true;
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
      last.begin(Math.max(octets, credit.waiting().share()));
      credit.waiting().withholdFor(this, octets);
      credit.grantRest();
    }
    last.add(delivery);
    return true;
  }

  /**
   * A message is kept.
   *
   * @param prefetch how many may wait if they are small
   */
  void arrived(int octets, int prefetch) {
    if (overflow != null) {
      overflow.kept(octets);
      if (credit.isUsedUp()) {
        usedUp(prefetch);
      }
    }
  }

  /**
   * The link has no credit left: where few are granted at once, the application does not tell of
   * each that it takes.
   */
  void usedUp(int prefetch) {
    Overflow last = overflow;
    if (last == null) {
      return;
    }
    last.usedUp();
    if (!last.isUnderWay() && credit.waiting().octets() < credit.waiting().limit()) {
      // Nobody lacks room, so that it need not be shared out any more. Before more is granted:
      // from now on the application tells of what it takes, and counts on all of the prefetch.
      overflow = null;
    }
    // Looked at first: the application may take all meanwhile.
    long octets = inbound.octets();
    if (inbound.size() <= most(prefetch) / 2) {
      credit.replenish();
    } else if (octets > 0) {
      withhold(octets / 2);
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
      Overflow last = overflow;
      if (last != null) {
        last.end();
      }
      credit.openWindow();
      credit.replenish();
      if (last != null) {
        last.runWhatFollows();
      }
    }
  }
}
