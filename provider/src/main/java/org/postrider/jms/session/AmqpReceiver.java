// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.message.MessageDecoder;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.WaitingMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's link on the event loop: the credit that it grants, and its drains.
 *
 * <p>Methods that give a future may be called from any thread; the rest is the event loop's. With
 * prefetch, credit and what waits in the queue never exceed it together; without, credit is granted
 * one by one. None is granted while too many octets wait.
 */
final class AmqpReceiver implements ReceiverListener, AmqpLink.Owner<ReceiverLink> {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpReceiver.class);

  private final AmqpSession session;
  private final AmqpLink<ReceiverLink> link;
  private final InboundQueue inbound;
  private final int prefetch;
  private final boolean settledAtOnce;
  private final Runnable replenish = this::replenish;
  private final Fullness fullness;

  private final List<IncomingDelivery> lost = new ArrayList<>();
  private boolean acknowledging;
  private @Nullable MessageDecoder remembering;
  private @Nullable CompletableFuture<Void> drained;
  private boolean granting;
  private boolean pulling;
  private boolean pulled;
  private boolean woken;
  private volatile int losses;

  AmqpReceiver(
      AmqpSession session,
      LinkSettings settings,
      InboundQueue inbound,
      int prefetch,
      AmqpLink.PeerEnd closedByPeer) {
    this.session = session;
    this.inbound = inbound;
    this.prefetch = prefetch;
    this.fullness = new Fullness(this, inbound);
    this.settledAtOnce = settings.senderSettleMode() == SenderSettleMode.SETTLED;
    boolean selective = settings.source() != null && !settings.source().filter().isEmpty();
    this.link =
        new AmqpLink<>(
            session,
            settings,
            this,
            selective ? ErrorContext.LINK_WITH_SELECTOR : ErrorContext.LINK,
            closedByPeer);
  }

  /** The link that the messages come over. */
  AmqpLink<ReceiverLink> link() {
    return link;
  }

  /** Before it is opened: whoever waits for a message acknowledges it by taking it. */
  void acknowledgedAtOnce() {
    acknowledging = !settledAtOnce;
  }

  /** Before it is opened: has it remember what the application had when a connection is lost. */
  void remember(MessageDecoder decoder) {
    remembering = decoder;
  }

  @Override
  public ReceiverLink create(SessionEndpoint in, LinkSettings settings) {
    ReceiverLink fresh = in.createReceiver(settings);
    fresh.listener(this);
    return fresh;
  }

  @Override
  public LinkSettings at(String address, LinkSettings settings) {
    return Addresses.withSource(settings, address);
  }

  /** Gives back what the application has not got, then detaches. */
  CompletableFuture<Void> close(boolean forGood) {
    return link.close(
        forGood,
        () -> {
          releaseAll();
          waiting().remove(fullness);
        });
  }

  /** What has come and waits, over all consumers of the connection. */
  WaitingMessages waiting() {
    return session.connection().waiting();
  }

  // Credit

  /** Grants no more: the session is about to give messages back, which would come here again. */
  void withdraw() {
    execute(this::takeCreditBack);
  }

  private void takeCreditBack() {
    granting = false;
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() > 0) {
      from.credit(0);
      // Now, as dispositions go out before flows.
      session.connection().flush();
    }
  }

  /** Begins to grant credit: the connection is started, or a rollback is over. */
  void grant() {
    execute(
        () -> {
          granting = true;
          resume();
        });
  }

  /** The application has taken so many messages that new ones should come. */
  void taken() {
    execute(replenish);
  }

  void execute(Runnable command) {
    session.connection().tell(command);
  }

  @Override
  public void resume() {
    replenish();
    if (granting && pulling) {
      pullNow();
    }
  }

  @Override
  public void giveUp() {
    // What the broker has not heard of it delivers again.
  }

  @Override
  public void drop(JMSException cause) {
    // It sends nothing.
  }

  /** Whether credit makes sense: offline it would be that of a link that is gone. */
  private boolean mayGrant(ReceiverLink to) {
    return granting
        && !session.isHeld()
        && drained == null
        && to.isLocallyOpen()
        && to.session().connection().isOpened();
  }

  /** Takes the credit back, where that is not under way. */
  void takeBack() {
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() > 0 && drained == null) {
      from.credit(0);
    }
  }

  /** Has the broker wait that goes on without credit. */
  void shutWindow() {
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() == 0) {
      from.shutWindow();
    }
  }

  void openWindow() {
    ReceiverLink from = link.endpoint();
    if (from != null) {
      from.openWindow();
    }
  }

  /** Grants credit up to the prefetch, where it may. */
  void replenish() {
    ReceiverLink to = link.endpoint();
    if (prefetch == 0 || fullness.isFull() || to == null || !mayGrant(to)) {
      return;
    }
    int wanted = prefetch - inbound.size();
    if (wanted > 0 && to.credit() <= wanted / 2) {
      to.credit(wanted);
    }
  }

  /** Grants one message, where there is no prefetch; before the start it waits. */
  void pull() {
    execute(
        () -> {
          pulling = true;
          if (granting) {
            pullNow();
          }
        });
  }

  private void pullNow() {
    ReceiverLink to = link.endpoint();
    if (to != null && mayGrant(to)) {
      pulling = false;
      pulled = true;
      if (to.credit() == 0) {
        to.credit(1);
      }
    }
  }

  /**
   * Has the broker send what it has within the credit, and take back the rest.
   *
   * @param granted whether one message is to be granted first, where there is no prefetch
   * @return done when nothing more is on its way; without credit at once
   */
  CompletableFuture<Void> drain(boolean granted) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session.run(
        () -> {
          if (woken) {
            done.complete(null);
          } else {
            drain(granted, done);
          }
        },
        done);
  }

  private void drain(boolean granted, CompletableFuture<Void> done) {
    pulling = false;
    ReceiverLink from = link.endpoint();
    if (from == null || !from.isAttached()) {
      done.complete(null);
      return;
    }
    if (granted && from.credit() == 0 && inbound.size() == 0) {
      from.credit(1);
    }
    if (from.credit() == 0) {
      done.complete(null);
    } else if (drained != null) {
      also(drained, done);
    } else {
      pulled = false;
      drained = done;
      if (granting) {
        from.drain();
      } else {
        // What is here goes back to the broker, and what is prepared there must not overtake it.
        from.drainAll();
      }
    }
  }

  private static void also(CompletableFuture<Void> first, CompletableFuture<Void> second) {
    CompletableFuture<Void> unused = first.whenComplete((value, failure) -> second.complete(null));
  }

  /**
   * Asks once more for the drain that is under way: a broker may forget one. Artemis does when it
   * comes right after another.
   */
  void drainAgain() {
    execute(
        () -> {
          ReceiverLink from = link.endpoint();
          if (drained != null && from != null && from.isAttached()) {
            from.drain();
          }
        });
  }

  /** The broker does not answer a drain: the link goes on with the credit that it had. */
  void endDrain() {
    execute(
        () -> {
          ReceiverLink from = link.endpoint();
          if (drained != null && from != null) {
            from.credit(from.credit());
          }
          wakeDrain();
          replenish();
        });
  }

  /** Whoever waits for a drain in a receive waits no more, and none will: the consumer closes. */
  void wake() {
    execute(
        () -> {
          woken = true;
          wakeDrain();
          // Nobody takes what is here.
          fullness.end();
          waiting().remove(fullness);
        });
  }

  private void wakeDrain() {
    CompletableFuture<Void> waiter = drained;
    drained = null;
    if (waiter != null) {
      waiter.complete(null);
    }
  }

  /** Stops granting, and waits until nothing is on its way. */
  CompletableFuture<Void> suspend() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session.run(
        () -> {
          granting = false;
          drain(false, done);
        },
        done);
  }

  /** Gives everything back that the application has not got; the broker counts no attempt. */
  CompletableFuture<Void> release() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session
        .connection()
        .run(
            () -> {
              releaseAll();
              done.complete(null);
            },
            done);
  }

  private void releaseAll() {
    List<Received> left = inbound.clear();
    if (!left.isEmpty()) {
      takeCreditBack();
    }
    for (Received received : left) {
      received.delivery().update(Released.INSTANCE, true);
    }
    fullness.end();
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    pulled = false;
    if (settledAtOnce) {
      // Whether or not the broker sends settled, as it was asked to.
      delivery.update(Accepted.INSTANCE, true);
    }
    if (acknowledging && inbound.isAwaited()) {
      // Before the message is there: its acknowledgement goes with an answer to it.
      session.connection().expectBatch();
    }
    if (inbound.add(delivery)) {
      waiting().arrived(delivery.payload().length);
    } else {
      delivery.update(Released.INSTANCE, true);
    }
  }

  @Override
  public void credit(ReceiverLink from) {
    if (from.credit() > 0) {
      return;
    }
    wakeDrain();
    // Also where the answer to a drain comes after the wait for it was given up.
    pulling |= pulled;
    resume();
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    pulling |= pulled;
    resume();
  }

  @Override
  public void refused(IncomingDelivery delivery, AmqpError reason) {
    LOG.warn(
        "A message is too large for this consumer and was given back to the broker, as failed and"
            + " undeliverable here (amqp.maxMessageSize): {}",
        reason.description());
    aborted(delivery);
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    // The sender's states do not matter where the receiver settles first.
  }

  /** How often the connection was lost; may be asked from any thread. */
  int losses() {
    return losses;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  public void connectionLost(JMSException cause) {
    losses++;
    List<Received> untaken = inbound.lose();
    fullness.end();
    rememberHanded(untaken);
    // One that came and was not taken is as one that did not come: whoever asked still waits.
    pulling |= pulled || (prefetch == 0 && !untaken.isEmpty());
    pulled = false;
    wakeDrain();
    link.connectionLost();
  }

  @Override
  public void lost(IncomingDelivery delivery) {
    if (remembering != null && !settledAtOnce) {
      lost.add(delivery);
    }
  }

  /** What was lost and did not wait here is with the application. */
  private void rememberHanded(List<Received> waiting) {
    MessageDecoder decoder = remembering;
    if (decoder != null && !lost.isEmpty()) {
      Set<IncomingDelivery> handed = Collections.newSetFromMap(new IdentityHashMap<>());
      handed.addAll(lost);
      waiting.forEach(received -> handed.remove(received.delivery()));
      for (IncomingDelivery delivery : handed) {
        inbound.handedBefore().remember(decoder.messageId(delivery.payload()));
      }
    }
    lost.clear();
  }

  @Override
  public boolean isAwaited() {
    return link.isAwaited();
  }

  @Override
  public void attached(Link attached) {
    link.attached();
    waiting().add(fullness);
    resume();
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = link.detached(detached, error);
    if (cause != null) {
      lost.clear();
      inbound.close(cause);
      inbound.clear();
      waiting().remove(fullness);
      wakeDrain();
    }
  }
}
