// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.error.SendOutcomes;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;

/**
 * A producer's link on the event loop, and the messages that wait to go: for credit, for the
 * connection, or for a transaction.
 *
 * <p>{@link #close} may be called from any thread; the rest is the event loop's. The queue is
 * bounded by the session's {@link SendTracker}.
 */
public final class AmqpSender implements SenderListener, AmqpLink.Owner<SenderLink> {

  private final AmqpSession session;
  private final AmqpLink<SenderLink> link;
  private final ArrayDeque<PendingSend> waiting = new ArrayDeque<>();
  private final ArrayDeque<PendingSend> lost = new ArrayDeque<>();
  private final InFlight inFlight = new InFlight();
  private @Nullable Runnable attachedAgain;
  private @Nullable SendLosses late;

  /**
   * A sender whose link is still to be opened.
   *
   * @param closedByPeer is told if the link was open and ends unasked
   */
  public AmqpSender(AmqpSession session, LinkSettings settings, AmqpLink.PeerEnd closedByPeer) {
    this.session = session;
    this.link = new AmqpLink<>(session, settings, this, ErrorContext.LINK, closedByPeer);
  }

  /** Before it is opened: has something run, on the event loop, whenever the link is attached. */
  void whenAttached(Runnable action) {
    attachedAgain = action;
  }

  /** The session that its link is of. */
  public AmqpSession session() {
    return session;
  }

  /** The link that the messages go over. */
  public AmqpLink<SenderLink> link() {
    return link;
  }

  @Override
  public SenderLink create(SessionEndpoint in, LinkSettings settings) {
    SenderLink fresh = in.createSender(settings);
    fresh.listener(this);
    return fresh;
  }

  @Override
  public LinkSettings at(String address, LinkSettings settings) {
    return Addresses.withTarget(settings, address);
  }

  /** Closes it for good; done when the broker has answered, or the connection is gone. */
  public CompletableFuture<Void> close() {
    return link.close(true, () -> {});
  }

  /** Waits until nothing is on its way, then closes; what has no outcome then is told. */
  public void close(Deadline deadline) {
    Waits.awaitInClose(inFlight::awaitIdle, deadline.leftMs());
    if (!Waits.awaitInClose(close(), deadline.lastMs())) {
      CompletableFuture<Void> told = new CompletableFuture<>();
      Runnable giveUp =
          () -> {
            giveUp();
            told.complete(null);
          };
      Waits.awaitInClose(session.connection().run(giveUp, told), Deadline.GRACE_MS);
    }
  }

  /** How many messages are on their way; thread-safe. */
  public InFlight inFlight() {
    return inFlight;
  }

  void offer(PendingSend send) {
    JMSException failure = link.failure();
    SenderLink to = link.endpoint();
    if (failure != null) {
      endLate(send, failure);
    } else if (!waiting.isEmpty() || to == null || to.credit() == 0 || session.isHeld()) {
      offerLater(send);
    } else {
      transfer(to, send);
    }
  }

  private void endLate(PendingSend send, JMSException failure) {
    SendLosses losses = late;
    if (losses == null) {
      losses = new SendLosses(session.connection(), "its link ended", failure);
      losses.end(send);
      losses.tell();
    } else {
      losses.end(send);
    }
  }

  /** The sends that are commands in the queue yet may be many: they are told of together. */
  private void gatherLate(JMSException failure) {
    late = new SendLosses(session.connection(), "its link ended", failure);
    session.connection().executeLater(this::tellLate);
  }

  private void tellLate() {
    SendLosses losses = late;
    late = null;
    if (losses != null) {
      losses.tell();
    }
  }

  private void offerLater(PendingSend send) {
    JMSException refusal = send.refusal();
    if (refusal != null) {
      send.fail(refusal);
    } else {
      waiting.add(send);
    }
  }

  private void transfer(SenderLink to, PendingSend send) {
    JMSException refusal = send.refusal();
    if (refusal != null) {
      send.fail(refusal);
      return;
    }
    try {
      send.transferred(to.send(send.message(session.connection().failover().isEnabled())));
    } catch (EngineException refused) {
      send.refuse(
          JmsErrors.withCause(
              JmsErrors.toException(
                  new AmqpError(refused.condition(), refused.getMessage()), ErrorContext.DELIVERY),
              refused));
    }
  }

  /** On the event loop: drops what waits to be sent, because its transaction ends without it. */
  @Override
  public void drop(JMSException cause) {
    while (!waiting.isEmpty()) {
      waiting.remove().fail(cause);
    }
  }

  /** Takes a message back whose sender waits no more; gives whether it had not gone yet. */
  boolean takeBack(PendingSend send) {
    return waiting.remove(send);
  }

  @Override
  public void credit(SenderLink from) {
    pump(from);
    if (from.isDrain() && (waiting.isEmpty() || session.isHeld())) {
      from.drained();
    }
  }

  @Override
  public void resume() {
    SenderLink from = link.endpoint();
    if (from != null) {
      pump(from);
    }
  }

  private void pump(SenderLink from) {
    while (from.credit() > 0 && !waiting.isEmpty() && !session.isHeld()) {
      transfer(from, waiting.remove());
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
    JMSException failure =
        state instanceof TransactionalState && !send.isTransactional()
            ? SendLosses.inForeignTransaction(send)
            : SendOutcomes.failure(state);
    if (failure == null) {
      send.succeed();
    } else {
      send.refuse(failure);
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    if (delivery.context() instanceof PendingSend send) {
      // The end of the link follows, and tells why; or that of the connection.
      lost.add(send);
    }
  }

  @Override
  public void connectionLost(JMSException cause) {
    boolean resent = session.connection().failover().isResending();
    SendLosses losses = new SendLosses(session.connection(), "the connection was lost", cause);
    ArrayDeque<PendingSend> again = new ArrayDeque<>();
    while (!lost.isEmpty()) {
      PendingSend send = lost.remove();
      if (send.isKept() && (resent || !send.isInDoubt())) {
        again.add(send);
      } else {
        losses.end(send);
      }
    }
    // They were before those that wait.
    while (!again.isEmpty()) {
      waiting.addFirst(again.removeLast());
    }
    losses.tell();
    link.connectionLost();
  }

  @Override
  public boolean isAwaited() {
    return link.isAwaited();
  }

  @Override
  public void attached(Link attached) {
    if (attachedAgain != null) {
      attachedAgain.run();
    }
    link.attached();
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = link.detached(detached, error);
    if (cause == null) {
      return;
    }
    JMSException told =
        error == null || session.connection().failure() != null
            ? cause
            : JmsErrors.toException(error, ErrorContext.DELIVERY);
    loseUnsettled();
    endAll(link.isClosing() ? "its producer was closed" : "its link ended", told);
    gatherLate(cause);
  }

  @Override
  public void sessionEnded(@Nullable AmqpError error) {
    SenderLink current = link.endpoint();
    if (current != null) {
      detached(current, true, error);
    }
  }

  /** What is unsettled outlives a suspension (AMQP 2.6.6), but this link does not come back. */
  private void loseUnsettled() {
    SenderLink from = link.endpoint();
    if (from != null) {
      from.loseUnsettled();
    }
  }

  /** Nothing that has no outcome will have one: who waits waits no more, the others are told. */
  private void endAll(String when, JMSException cause) {
    SendLosses losses = new SendLosses(session.connection(), when, cause);
    while (!lost.isEmpty()) {
      losses.end(lost.remove());
    }
    while (!waiting.isEmpty()) {
      losses.end(waiting.remove());
    }
    losses.tell();
  }

  @Override
  public void giveUp() {
    loseUnsettled();
    endAll(
        "its producer was closed",
        new RequestTimedOutException("the broker had not answered in jms.closeTimeout"));
  }
}
