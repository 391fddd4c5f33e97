// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;

/**
 * An application that sends on one link, at random.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimSender implements SenderListener {

  private static final int MAX_MESSAGE_OCTETS = 3000;

  private final SimEnd end;
  private final SenderLink link;
  private final List<OutgoingDelivery> unsettled = new ArrayList<>();
  private SimMessages.@Nullable Attachment attachment;
  private @Nullable OutgoingDelivery streaming;
  private int streamed;
  private boolean quiet;

  SimSender(SimEnd end, SenderLink link) {
    this.end = end;
    this.link = link;
    link.listener(this);
  }

  SimEnd end() {
    return end;
  }

  SenderLink link() {
    return link;
  }

  SimMessages.@Nullable Attachment attachment() {
    return attachment;
  }

  void act() {
    require(
        link.hasQueued() ? link.unsentOctets() >= 0 : link.unsentOctets() == 0,
        "octets that have yet to go out are those of messages that wait");
    SplittableRandom random = end.random();
    int dice = random.nextInt(20);
    if (dice < 10) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        send(random);
      }
    } else if (dice < 13) {
      append(random, random.nextInt(3) == 0);
    } else if (dice < 14) {
      abort(random);
    } else if (dice < 16) {
      link.available(random.nextInt(100));
      if (link.isDrain()) {
        link.drained();
      }
    } else if (!unsettled.isEmpty()) {
      update(unsettled.get(random.nextInt(unsettled.size())), random);
    }
  }

  private void update(OutgoingDelivery delivery, SplittableRandom random) {
    if (delivery.phase() == DeliveryPhase.TRANSFERRING && random.nextInt(4) > 0) {
      return;
    }
    if (delivery.remoteState() instanceof Outcome || random.nextInt(10) == 0) {
      delivery.settle();
      unsettled.remove(delivery);
    } else if (random.nextInt(5) == 0) {
      delivery.update(delivery.localState(), false);
    }
  }

  private void send(SplittableRandom random) {
    if (link.credit() == 0 || streaming != null || attachment == null) {
      return;
    }
    int length = SimMessages.HEAD_OCTETS;
    if (random.nextInt(3) > 0) {
      length += random.nextInt(random.nextInt(4) == 0 ? MAX_MESSAGE_OCTETS : 200);
    }
    SimMessages.Message message = end.messages().message(attachment, length);
    boolean complete = random.nextInt(6) > 0;
    int first = complete ? length : random.nextInt(length);
    DeliveryState state =
        random.nextInt(8) == 0
            ? new TransactionalState(Binary.copyOf(new byte[random.nextInt(32)]), null)
            : null;
    ByteBuf payload = end.messages().octets(message, 0, first);
    OutgoingMessage outgoing =
        new OutgoingMessage(payload, complete, random.nextInt(4) == 0, state, message);
    message.sent = complete;
    try {
      OutgoingDelivery delivery = link.send(outgoing);
      message.delivery = delivery;
      end.trace("sends " + message.attachment.serial + "/" + message.sequence + " of " + length);
      if (!complete) {
        streaming = delivery;
        streamed = first;
      }
      if (!delivery.isPresettled()) {
        unsettled.add(delivery);
      }
    } catch (EngineException tooLarge) {
      message.sent = false;
      message.aborted = true;
    }
  }

  private void append(SplittableRandom random, boolean last) {
    OutgoingDelivery delivery = streaming;
    if (delivery == null || delivery.isOver()) {
      // A delivery that this end had settled is not told lost.
      streaming = null;
      return;
    }
    SimMessages.Message message = (SimMessages.Message) delivery.context();
    int to = last ? message.length : streamed + random.nextInt(message.length - streamed + 1);
    boolean toTheEnd = last || to == message.length;
    ByteBuf octets = end.messages().octets(message, streamed, to);
    message.sent = toTheEnd;
    try {
      delivery.append(octets, toTheEnd);
      streamed = to;
      streaming = toTheEnd ? null : delivery;
    } catch (EngineException tooLarge) {
      message.sent = false;
      message.aborted = true;
      streaming = null;
      delivery.abort();
    }
  }

  private void abort(SplittableRandom random) {
    OutgoingDelivery delivery = streaming;
    if (delivery == null && !unsettled.isEmpty()) {
      delivery = unsettled.get(random.nextInt(unsettled.size()));
    }
    if (delivery == null) {
      return;
    }
    SimMessages.Message message = (SimMessages.Message) delivery.context();
    // The engine's abort may put the frame out at once, so it is told of before.
    boolean before = message.aborted;
    message.aborted = !delivery.isOver();
    delivery.abort();
    message.aborted |= before;
    if (message.aborted) {
      unsettled.remove(delivery);
    }
    if (delivery == streaming) {
      streaming = null;
    }
  }

  /** Brings everything that was begun to its end. */
  void settleDown() {
    quiet = true;
    append(end.random(), true);
    settleDeliveries();
    if (link.isDrain()) {
      link.drained();
    }
  }

  void settleDeliveries() {
    for (OutgoingDelivery delivery : List.copyOf(unsettled)) {
      if (delivery.remoteState() instanceof Outcome || delivery.isRemotelySettled()) {
        delivery.settle();
        unsettled.remove(delivery);
      }
    }
  }

  @Override
  public void attached(Link attached) {
    attachment = end.messages().attachment();
    streaming = null;
    end.trace("sender attached " + link.name() + " as " + attachment.serial);
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    if (attachment != null) {
      attachment.suspended = !closed;
    }
    attachment = null;
    streaming = null;
    end.detached(link, closed);
  }

  @Override
  public void credit(SenderLink granted) {
    if (link.isDrain() && end.random().nextBoolean()) {
      link.drained();
    } else if (!quiet && end.random().nextInt(3) == 0) {
      send(end.random());
    }
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    require(delivery.phase() != DeliveryPhase.LOST, "a lost delivery is updated");
    SimMessages.heard((SimMessages.Message) delivery.context(), delivery);
    if (delivery.isRemotelySettled() && (quiet || end.random().nextBoolean())) {
      unsettled.remove(delivery);
      delivery.settle();
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    require(delivery.phase() == DeliveryPhase.LOST, "lost though " + delivery.phase());
    end.messages().lost((SimMessages.Message) delivery.context(), link.isDetaching());
    unsettled.remove(delivery);
    if (delivery == streaming) {
      streaming = null;
    }
  }
}
