// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.ArrayList;
import java.util.List;
import org.postrider.codec.messaging.Released;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.IncomingDelivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that come to a consumer which can hold no more, and go back to the broker.
 *
 * <p>Confined to the event loop. What goes back must not be overtaken: so from the first such
 * message on no other is kept, the broker may send all that was granted, as it may have that
 * prepared, and all of it goes back when there is room: before, some brokers would send it again at
 * once. Its octets are not kept. From then on no more messages are granted than fitted.
 */
final class Overflow {

  private static final Logger LOG = LoggerFactory.getLogger(Overflow.class);

  /** For how long nothing must have come before nothing is taken to be on its way. */
  private static final long QUIET_MS = 250;

  /** The same where a message has come in part. */
  private static final long PATIENCE_MS = 2000;

  private final ReceiverCredit credit;
  private final InboundQueue inbound;
  private final Runnable over;
  private final List<IncomingDelivery> back = new ArrayList<>();
  private boolean underWay;
  private boolean looking;

  /** How many octets fitted the last time, and how many messages of the size that comes now. */
  private long fitted;

  private int most;

  /** The largest message since the credit was used up. */
  private int largest;

  /**
   * None yet.
   *
   * @param over is run when all may go back; it calls {@link #end}
   */
  Overflow(ReceiverCredit credit, InboundQueue inbound, Runnable over) {
    this.credit = credit;
    this.inbound = inbound;
    this.over = over;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** How many messages may wait from now on: as many as fitted, by their sizes. */
  int most() {
    return most;
  }

  /** Whether something had fitted, by which more is told than to get one at a time. */
  boolean isMeasured() {
    return fitted > 0;
  }

  void begin() {
    LOG.warn(
        "{} octets in {} messages wait for a consumer, all may be {} (amqp.maxWaitingSize), and the"
            + " broker goes on without credit: what comes goes back to it until some are taken",
        inbound.octets(),
        inbound.size(),
        credit.waiting().limit());
    underWay = true;
    most = Math.max(1, inbound.size());
    fitted = inbound.octets();
    largest = 0;
  }

  void add(IncomingDelivery delivery) {
    back.add(delivery);
    delivery.forgetMessage();
  }

  /** There is room: all goes back once nothing has come for a while. */
  void awaitLull() {
    if (!looking) {
      looking = true;
      credit.schedule(Math.max(1, leftMs()), this::look);
    }
  }

  private void look() {
    looking = false;
    if (!underWay) {
      return;
    }
    if (leftMs() > 0) {
      awaitLull();
    } else {
      credit.takeBackNow();
      over.run();
    }
  }

  private long leftMs() {
    return (credit.isComing() ? PATIENCE_MS : QUIET_MS) - credit.quietMs();
  }

  /** Gives all of it back. */
  void end() {
    underWay = false;
    for (IncomingDelivery delivery : back) {
      delivery.update(Released.INSTANCE, true);
    }
    back.clear();
  }

  /** A message of so many octets is kept. */
  void kept(int octets) {
    largest = Math.max(largest, octets);
  }

  /** All that was granted has come: it tells how large messages are now. */
  void usedUp() {
    if (largest > 0) {
      most = (int) Math.max(1, Math.min(Integer.MAX_VALUE, fitted / largest));
      largest = 0;
    }
  }
}
