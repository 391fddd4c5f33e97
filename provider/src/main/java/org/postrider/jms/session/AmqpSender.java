// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.SendOutcomes;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;

/**
 * A producer's link on the event loop, and the messages that wait for its credit.
 *
 * <p>{@link #open} and {@link #close} may be called from any thread; the rest is the event loop's.
 * The queue is bounded by the session's {@link SendTracker}.
 */
final class AmqpSender implements SenderListener {

  private final AmqpSession session;
  private final LinkSettings settings;
  private final LinkOpening opening;
  private final ArrayDeque<PendingSend> withoutCredit = new ArrayDeque<>();
  private final ArrayDeque<PendingSend> inDoubt = new ArrayDeque<>();
  private final InFlight inFlight = new InFlight();
  private volatile @Nullable SenderLink link;

  AmqpSender(AmqpSession session, LinkSettings settings, LinkOpening.PeerEnd closedByPeer) {
    this.session = session;
    this.settings = settings;
    this.opening = new LinkOpening(session.connection(), ErrorContext.LINK, closedByPeer);
  }

  CompletableFuture<Void> open() {
    return session
        .connection()
        .run(
            () -> {
              SenderLink fresh = session.endpoint().createSender(settings);
              link = fresh;
              fresh.listener(this);
              fresh.attach();
            },
            opening.opened());
  }

  CompletableFuture<Void> close() {
    return session
        .connection()
        .run(
            () -> {
              opening.closing();
              if (link != null && opening.failure() == null) {
                link.detach(true, null);
              } else {
                opening.closed().complete(null);
              }
            },
            opening.closed());
  }

  /** On the event loop: the link as the peer granted it, or null before. */
  @Nullable SenderLink link() {
    return link;
  }

  AmqpSession session() {
    return session;
  }

  /** How many messages are on their way; thread-safe. */
  InFlight inFlight() {
    return inFlight;
  }

  /** Whether the broker offers a capability on the link, which is open. */
  boolean isOffered(Symbol capability) {
    SenderLink current = link;
    Attach attach = current == null ? null : current.remoteAttach();
    return attach != null && attach.offeredCapabilities().contains(capability);
  }

  void offer(PendingSend send) {
    JMSException failure = opening.failure();
    if (failure != null) {
      send.fail(failure);
    } else if (!withoutCredit.isEmpty() || link == null || link.credit() == 0) {
      withoutCredit.add(send);
    } else {
      transfer(link, send);
    }
  }

  private static void transfer(SenderLink to, PendingSend send) {
    JMSException refusal = send.refusal();
    if (refusal != null) {
      send.fail(refusal);
      return;
    }
    try {
      send.transferred(to.send(send.message()));
    } catch (EngineException refused) {
      send.refuse(
          JmsErrors.withCause(
              JmsErrors.toException(
                  new AmqpError(refused.condition(), refused.getMessage()), ErrorContext.DELIVERY),
              refused));
    }
  }

  /** On the event loop: drops what waits for credit, because its transaction ends without it. */
  void dropWaiting(JMSException cause) {
    while (!withoutCredit.isEmpty()) {
      withoutCredit.remove().fail(cause);
    }
  }

  /** Takes a message back whose sender waits no more; gives whether it had not gone yet. */
  boolean takeBack(PendingSend send) {
    return withoutCredit.remove(send);
  }

  @Override
  public void credit(SenderLink from) {
    while (from.credit() > 0 && !withoutCredit.isEmpty()) {
      transfer(from, withoutCredit.remove());
    }
    if (from.isDrain() && withoutCredit.isEmpty()) {
      from.drained();
    }
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    if (!(delivery.context() instanceof PendingSend send)) {
      return;
    }
    DeliveryState state = delivery.remoteState();
    if (delivery.isPresettled()) {
      send.succeed();
    } else if (delivery.isRemotelySettled() || isTerminal(state)) {
      // AMQP 2.6.12: an outcome ends the delivery, whoever settles first.
      delivery.settle();
      finish(send, state);
    }
  }

  private static boolean isTerminal(@Nullable DeliveryState state) {
    return state instanceof Outcome
        || (state instanceof TransactionalState in && in.outcome() != null);
  }

  private static void finish(PendingSend send, @Nullable DeliveryState state) {
    JMSException failure = SendOutcomes.failure(state);
    if (failure == null) {
      send.succeed();
    } else {
      send.refuse(failure);
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    if (delivery.context() instanceof PendingSend send) {
      // The link's end follows, and tells why.
      inDoubt.add(send);
    }
  }

  @Override
  public void attached(Link attached) {
    opening.attached();
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = opening.detached(detached, error);
    JMSException doubt =
        error == null
            ? JmsErrors.withCause(
                new ConnectionLostException(
                    "the link was lost before the broker told the message's fate: it is in doubt"),
                cause)
            : JmsErrors.toException(error, ErrorContext.DELIVERY);
    while (!inDoubt.isEmpty()) {
      inDoubt.remove().fail(doubt);
    }
    dropWaiting(cause);
  }
}
