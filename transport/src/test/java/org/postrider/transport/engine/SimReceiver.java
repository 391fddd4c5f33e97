// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * An application that receives on one link, at random.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimReceiver implements ReceiverListener {

  private static final int MAX_CREDIT = 30;

  private final SimEnd end;
  private final ReceiverLink link;
  private final List<IncomingDelivery> unsettled = new ArrayList<>();
  private boolean quiet;

  SimReceiver(SimEnd end, ReceiverLink link) {
    this.end = end;
    this.link = link;
    link.listener(this);
  }

  ReceiverLink link() {
    return link;
  }

  void act() {
    SplittableRandom random = end.random();
    int dice = random.nextInt(20);
    if (dice < 7) {
      link.credit(random.nextInt(MAX_CREDIT));
    } else if (dice < 8) {
      link.credit(random.nextInt(3));
    } else if (dice < 10) {
      link.drain();
    } else if (dice < 15) {
      for (int i = random.nextInt(8); i > 0 && !unsettled.isEmpty(); i--) {
        update(unsettled.get(random.nextInt(unsettled.size())), outcome(random), random);
      }
    } else {
      // A range, in order.
      DeliveryState state = outcome(random);
      boolean settle = random.nextInt(4) > 0;
      for (IncomingDelivery delivery : List.copyOf(unsettled)) {
        if (random.nextInt(6) == 0) {
          break;
        }
        tell(delivery, state, settle);
        forgetSettled(delivery);
      }
    }
  }

  private void update(IncomingDelivery delivery, DeliveryState state, SplittableRandom random) {
    tell(delivery, state, random.nextInt(3) > 0);
    forgetSettled(delivery);
  }

  private static void tell(IncomingDelivery delivery, DeliveryState state, boolean settle) {
    ((SimMessages.Message) delivery.context()).told.add(state);
    delivery.update(state, settle);
  }

  private void forgetSettled(IncomingDelivery delivery) {
    if (delivery.isSettled() || delivery.phase() == DeliveryPhase.LOST) {
      unsettled.remove(delivery);
    }
  }

  private static DeliveryState outcome(SplittableRandom random) {
    Outcome outcome =
        switch (random.nextInt(8)) {
          case 0 -> Released.INSTANCE;
          case 1 -> new Modified(true, false, Map.of());
          case 2 -> new Modified(false, true, Map.of(Symbol.of("x"), "y".repeat(600)));
          case 3 ->
              new Rejected(
                  new AmqpError(ErrorConditions.INTERNAL_ERROR, "z".repeat(random.nextInt(700))));
          default -> Accepted.INSTANCE;
        };
    return random.nextInt(6) == 0
        ? new TransactionalState(Binary.copyOf(new byte[] {1, 2, 3}), outcome)
        : outcome;
  }

  /** Takes everything, and settles it. */
  void settleDown() {
    quiet = true;
    if (link.credit() < MAX_CREDIT / 2) {
      link.credit(MAX_CREDIT);
    }
    settleDeliveries();
  }

  void settleDeliveries() {
    for (IncomingDelivery delivery : List.copyOf(unsettled)) {
      tell(delivery, Accepted.INSTANCE, true);
      unsettled.remove(delivery);
    }
  }

  @Override
  public void attached(Link attached) {
    end.trace("receiver attached " + link.name());
    if (end.random().nextBoolean()) {
      link.credit(end.random().nextInt(MAX_CREDIT));
    }
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    end.detached(link, closed);
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    delivery.context(end.messages().arrived(delivery.payload()));
    if (quiet || end.random().nextInt(3) == 0) {
      tell(delivery, Accepted.INSTANCE, true);
    } else {
      unsettled.add(delivery);
    }
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    require(delivery.phase() == DeliveryPhase.ABORTED, "aborted though " + delivery.phase());
    require(delivery.payload().length == 0, "an aborted delivery keeps its payload");
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    if (delivery.isRemotelySettled() && (quiet || end.random().nextBoolean())) {
      delivery.update(delivery.localState(), true);
      unsettled.remove(delivery);
    }
  }

  @Override
  public void credit(ReceiverLink told) {
    if (link.isDrain() && link.credit() == 0 && end.random().nextBoolean()) {
      link.credit(1 + end.random().nextInt(MAX_CREDIT));
    }
  }
}
