// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.ArrayList;
import java.util.List;
import org.postrider.codec.messaging.Released;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.WaitingMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a consumer holds so much of what has come that it gets no more until some is taken, and
 * whether what comes all the same goes back to the broker.
 *
 * <p>Confined to the event loop; the queue tells from the application's thread that there is room.
 * What goes back must not be overtaken: so from the first such message on no other is kept, the
 * broker may send all that was granted, as it may have that prepared, and hears of them together
 * when it has. Their octets are not kept meanwhile.
 */
final class Fullness implements WaitingMessages.Line {

  private static final Logger LOG = LoggerFactory.getLogger(Fullness.class);

  /** For how long nothing must have come before nothing is taken to be on its way. */
  private static final long QUIET_MS = 100;

  /** The same where a message has come in part. */
  private static final long PATIENCE_MS = 2000;

  private final ReceiverCredit credit;
  private final InboundQueue inbound;
  private final Runnable room = this::roomMade;
  private boolean full;
  private final List<IncomingDelivery> back = new ArrayList<>();
  private boolean goingBack;
  private boolean awaitingRest;
  private boolean roomDue;
  private int most = Integer.MAX_VALUE;

  Fullness(ReceiverCredit credit, InboundQueue inbound) {
    this.credit = credit;
    this.inbound = inbound;
  }

  boolean isFull() {
    return full;
  }

  /** How many messages may wait: as many as fitted, once some had to go back. */
  int most() {
    return most;
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
    if (!goingBack && credit.waiting().hasRoom(this, octets)) {
      return false;
    }
    if (delivery.isRemotelySettled()) {
      credit.shutWindowForAll();
      credit.waiting().withholdFor(this, octets);
      return false;
    }
    boolean first = !goingBack;
    back.add(delivery);
    delivery.forgetMessage();
    if (first) {
      begin(octets);
    }
    if (credit.isUsedUp()) {
      giveBack();
    } else if (!awaitingRest) {
      awaitRest();
    }
    return true;
  }

  private void begin(int octets) {
    LOG.warn(
        "{} octets in {} messages wait for a consumer, all may be {} (amqp.maxWaitingSize), and the"
            + " broker goes on without credit: what comes goes back to it until some are taken",
        inbound.octets(),
        inbound.size(),
        credit.waiting().limit());
    goingBack = true;
    most = Math.max(1, inbound.size());
    credit.waiting().withholdFor(this, octets);
    credit.grantRest();
  }

  private void awaitRest() {
    long leftMs = leftMs();
    awaitingRest = !back.isEmpty() && leftMs > 0;
    if (awaitingRest) {
      credit.schedule(leftMs, this::awaitRest);
    } else if (!back.isEmpty()) {
      giveBack();
    }
  }

  private long leftMs() {
    return (credit.isComing() ? PATIENCE_MS : QUIET_MS) - credit.quietMs();
  }

  /** Nothing is on its way, as far as can be known. */
  private void giveBack() {
    credit.takeBackNow();
    releaseAll();
    if (roomDue) {
      roomMade();
    }
  }

  private void releaseAll() {
    for (IncomingDelivery delivery : back) {
      delivery.update(Released.INSTANCE, true);
    }
    back.clear();
  }

  /** The link has no credit left: where few are granted at once, nobody else will see to it. */
  void usedUp() {
    if (most == Integer.MAX_VALUE) {
      return;
    }
    if (inbound.size() <= most / 2) {
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
    roomDue = true;
    if (!goingBack) {
      end();
    } else if (back.isEmpty()) {
      long leftMs = leftMs();
      if (leftMs <= 0) {
        end();
      } else {
        credit.schedule(leftMs, this::stillRoom);
      }
    }
  }

  private void stillRoom() {
    if (roomDue) {
      roomMade();
    }
  }

  /** Enough was taken, or all went back to the broker, or was lost. */
  void end() {
    roomDue = false;
    if (full) {
      full = false;
      goingBack = false;
      releaseAll();
      credit.openWindow();
      credit.replenish();
    }
  }
}
