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
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.message.MessageDecoder;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;

/**
 * A consumer's link on the event loop: the credit that it grants, and its drains.
 *
 * <p>Methods that give a future may be called from any thread; the rest is the event loop's. With
 * prefetch, credit and what waits in the queue never exceed it together; without, credit is granted
 * one by one.
 */
final class AmqpReceiver
    implements ReceiverListener, Recovering, AmqpSession.Flowing, TemporaryNode.Follower {

  private final AmqpSession session;
  private final LinkOpening opening;
  private final InboundQueue inbound;
  private final int prefetch;
  private final boolean settledAtOnce;
  private final Runnable replenish = this::replenish;

  private volatile @Nullable ReceiverLink link;
  private LinkSettings settings;
  private @Nullable TemporaryNode node;
  private final List<IncomingDelivery> lost = new ArrayList<>();
  private @Nullable MessageDecoder remembering;
  private @Nullable CompletableFuture<Void> drained;
  private boolean granting;
  private boolean pulling;
  private boolean pulled;
  private boolean woken;

  AmqpReceiver(
      AmqpSession session,
      LinkSettings settings,
      InboundQueue inbound,
      int prefetch,
      LinkOpening.PeerEnd closedByPeer) {
    this.session = session;
    this.settings = settings;
    this.inbound = inbound;
    this.prefetch = prefetch;
    this.settledAtOnce = settings.senderSettleMode() == SenderSettleMode.SETTLED;
    boolean selective = settings.source() != null && !settings.source().filter().isEmpty();
    this.opening =
        new LinkOpening(
            session,
            this,
            selective ? ErrorContext.LINK_WITH_SELECTOR : ErrorContext.LINK,
            closedByPeer);
  }

  /** Before it is opened: it is a link to a temporary destination's node, if not null. */
  void follow(@Nullable TemporaryNode newNode) {
    node = newNode;
  }

  /** Before it is opened: has it remember what the application had when a connection is lost. */
  void remember(MessageDecoder decoder) {
    remembering = decoder;
  }

  CompletableFuture<Void> open() {
    return session.run(
        () -> {
          String moved = node == null ? null : node.address();
          if (moved != null) {
            // It may have moved since the link was asked for.
            settings = Addresses.withSource(settings, moved);
          }
          ReceiverLink fresh = session.endpoint().createReceiver(settings);
          link = fresh;
          fresh.listener(this);
          if (node != null) {
            node.add(this);
            fresh.holdBack();
          }
          opening.opening(fresh, node);
          session.add(this);
        },
        opening.opened());
  }

  /** On the event loop: the node that it receives from has another address now. */
  @Override
  public void moved(String address) {
    settings = Addresses.withSource(settings, address);
    ReceiverLink current = link;
    if (current != null && opening.failure() == null) {
      current.settings(settings);
      if (current.isLocallyOpen()) {
        current.attach();
      }
    }
  }

  /** Gives back what the application has not got, then detaches. */
  CompletableFuture<Void> close(boolean forGood) {
    return session
        .connection()
        .run(
            () -> {
              opening.closing();
              if (link != null && opening.failure() == null) {
                releaseAll();
                link.detach(forGood, null);
              } else {
                opening.closed().complete(null);
              }
            },
            opening.closed());
  }

  /** Whether the broker offers a capability on the link, which is open. */
  boolean isOffered(Symbol capability) {
    ReceiverLink current = link;
    Attach attach = current == null ? null : current.remoteAttach();
    return attach != null && attach.offeredCapabilities().contains(capability);
  }

  /** Grants no more: the session is about to give messages back, which would come here again. */
  void withdraw() {
    execute(this::takeCreditBack);
  }

  private void takeCreditBack() {
    granting = false;
    if (link != null && link.isLocallyOpen() && link.credit() > 0) {
      link.credit(0);
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

  private void execute(Runnable command) {
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
  public void drop(JMSException cause) {
    // It sends nothing.
  }

  /** Whether credit makes sense: offline it would be that of a link that is gone. */
  private boolean mayGrant() {
    return granting
        && !session.isHeld()
        && drained == null
        && link != null
        && link.isLocallyOpen()
        && link.session().connection().isOpened();
  }

  private void replenish() {
    if (prefetch == 0 || link == null || !mayGrant()) {
      return;
    }
    int wanted = prefetch - inbound.size();
    if (wanted > 0 && link.credit() <= wanted / 2) {
      link.credit(wanted);
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
    if (link != null && mayGrant()) {
      pulling = false;
      pulled = true;
      if (link.credit() == 0) {
        link.credit(1);
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
    return session
        .connection()
        .run(
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
    if (link == null || !link.isAttached()) {
      done.complete(null);
      return;
    }
    if (granted && link.credit() == 0 && inbound.size() == 0) {
      link.credit(1);
    }
    if (link.credit() == 0) {
      done.complete(null);
    } else if (drained != null) {
      also(drained, done);
    } else {
      pulled = false;
      drained = done;
      link.drain();
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
          if (drained != null && link != null && link.isAttached()) {
            link.drain();
          }
        });
  }

  /** The broker does not answer a drain: the link goes on with the credit that it had. */
  void endDrain() {
    execute(
        () -> {
          if (drained != null && link != null) {
            link.credit(link.credit());
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
    return session
        .connection()
        .run(
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
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    pulled = false;
    if (settledAtOnce) {
      // Whether or not the broker sends settled, as it was asked to.
      delivery.update(Accepted.INSTANCE, true);
    }
    if (!inbound.add(delivery)) {
      delivery.update(Released.INSTANCE, true);
    }
  }

  @Override
  public void credit(ReceiverLink from) {
    if (from.credit() > 0) {
      return;
    }
    CompletableFuture<Void> waiter = drained;
    drained = null;
    if (waiter != null) {
      waiter.complete(null);
    }
    // Also where the answer to a drain comes after the wait for it was given up.
    pulling |= pulled;
    resume();
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    replenish();
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    // The sender's states do not matter where the receiver settles first.
  }

  @Override
  public void connectionLost(JMSException cause) {
    rememberHanded(inbound.lose());
    pulling |= pulled;
    pulled = false;
    wakeDrain();
    if (link != null) {
      opening.connectionLost(link);
    }
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
    return opening.isAwaited();
  }

  @Override
  public void attached(Link attached) {
    opening.attached();
    resume();
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = opening.detached(detached, error);
    if (cause != null) {
      session.remove(this);
      if (node != null) {
        node.remove(this);
      }
      lost.clear();
      inbound.close(cause);
      inbound.clear();
      wakeDrain();
    }
  }
}
