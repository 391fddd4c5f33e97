// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

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
  private final List<Runnable> following = new ArrayList<>(0);
  private boolean underWay;
  private boolean roomTold;
  private boolean looking;

  /** How many octets fitted, more than 0. */
  private long fitted;

  /** How many messages, of the size that they have now. */
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

  /** Whether it will be over soon. */
  boolean isAwaitingLull() {
    return underWay && roomTold;
  }

  /** Has something done when it is over. */
  void then(Runnable next) {
    following.add(next);
  }

  /**
   * From now on nothing is kept.
   *
   * @param leastOctets what fits in any case
   */
  void begin(long leastOctets) {
    // Once: the application may take some meanwhile.
    int messages = inbound.size();
    long octets = inbound.octets();
    underWay = true;
    roomTold = false;
    most = Math.max(1, messages);
    fitted = Math.max(leastOctets, octets);
    largest = 0;
    LOG.warn(
        "{} octets in {} messages wait for a consumer, all may be {} (amqp.maxWaitingSize), and the"
            + " broker goes on without credit: what comes goes back to it until some are taken",
        octets,
        messages,
        credit.waiting().limit());
  }

  void add(IncomingDelivery delivery) {
    back.add(delivery);
    delivery.forgetMessage();
  }

  /** There is room: all goes back once nothing has come for a while. */
  void awaitLull() {
    roomTold = true;
    if (!looking) {
      looking = true;
      credit.schedule(Math.max(1, leftMs()), this::look);
    }
  }

  private void look() {
    looking = false;
    if (!isAwaitingLull()) {
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
    roomTold = false;
    for (IncomingDelivery delivery : back) {
      delivery.update(Released.INSTANCE, true);
    }
    back.clear();
  }

  void runWhatFollows() {
    List<Runnable> due = List.copyOf(following);
    following.clear();
    due.forEach(Runnable::run);
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
