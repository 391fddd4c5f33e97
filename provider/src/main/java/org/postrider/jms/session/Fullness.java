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
 * broker may send all that was granted, as it may have that prepared, and all of it goes back when
 * there is room: before, some brokers would send it again at once. Its octets are not kept.
 */
final class Fullness implements WaitingMessages.Line {

  private static final Logger LOG = LoggerFactory.getLogger(Fullness.class);

  /** For how long nothing must have come before nothing is taken to be on its way. */
  private static final long QUIET_MS = 250;

  /** The same where a message has come in part. */
  private static final long PATIENCE_MS = 2000;

  private final ReceiverCredit credit;
  private final InboundQueue inbound;
  private final Runnable room = this::roomMade;
  private boolean full;
  private final List<IncomingDelivery> back = new ArrayList<>();
  private boolean goingBack;
  private boolean looking;
  private int most = Integer.MAX_VALUE;

  /** How many octets fitted then; 0 for always. */
  private long fitted;

  /** The largest message since the credit was used up. */
  private int largest;

  Fullness(ReceiverCredit credit, InboundQueue inbound) {
    this.credit = credit;
    this.inbound = inbound;
  }

  boolean isFull() {
    return full;
  }

  /** How many messages may wait: once some had to go back as many as fitted, by their sizes. */
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
    if (!goingBack) {
      begin(octets);
    }
    back.add(delivery);
    delivery.forgetMessage();
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
    fitted = inbound.octets();
    credit.waiting().withholdFor(this, octets);
    credit.grantRest();
  }

  private void lookLater(long delayMs) {
    if (!looking) {
      looking = true;
      credit.schedule(Math.max(1, delayMs), this::look);
    }
  }

  /** There is room: looks whether anything may be on its way yet, until nothing is. */
  private void look() {
    looking = false;
    long leftMs = leftMs();
    if (goingBack && leftMs > 0) {
      lookLater(leftMs);
    } else if (goingBack) {
      credit.takeBackNow();
      end();
    }
  }

  private long leftMs() {
    return (credit.isComing() ? PATIENCE_MS : QUIET_MS) - credit.quietMs();
  }

  private void releaseAll() {
    for (IncomingDelivery delivery : back) {
      delivery.update(Released.INSTANCE, true);
    }
    back.clear();
  }

  /** A message is kept. */
  void arrived(int octets) {
    largest = Math.max(largest, octets);
    if (credit.isUsedUp()) {
      usedUp();
    }
  }

  /** The link has no credit left: where few are granted at once, nobody else will see to it. */
  void usedUp() {
    if (fitted == 0) {
      return;
    }
    if (largest > 0) {
      most = (int) Math.max(1, Math.min(Integer.MAX_VALUE, fitted / largest));
      largest = 0;
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
    if (!goingBack) {
      end();
    } else {
      lookLater(leftMs());
    }
  }

  /** Enough was taken, or all went back to the broker, or was lost. */
  void end() {
    if (full) {
      full = false;
      goingBack = false;
      releaseAll();
      credit.openWindow();
      credit.replenish();
    }
  }
}
