// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

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
import org.postrider.codec.messaging.Source;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's link on the event loop: what comes over it, and what goes back.
 *
 * <p>Methods that give a future may be called from any thread; the rest is the event loop's.
 */
public final class AmqpReceiver implements ReceiverListener, AmqpLink.Owner<ReceiverLink> {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpReceiver.class);

  private final AmqpSession session;
  private final AmqpLink<ReceiverLink> link;
  private final InboundQueue inbound;
  private final boolean settledAtOnce;
  private final boolean scanning;
  private final ReceiverCredit credit;

  private final List<IncomingDelivery> lost = new ArrayList<>();
  private boolean acknowledging;
  private @Nullable MessageDecoder remembering;
  private volatile int losses;

  /**
   * A receiver whose link is still to be opened.
   *
   * @param inbound takes what comes
   * @param prefetch how many messages may wait there; 0 has each asked for
   * @param closedByPeer is told if the link was open and ends unasked
   */
  public AmqpReceiver(
      AmqpSession session,
      LinkSettings settings,
      InboundQueue inbound,
      int prefetch,
      AmqpLink.PeerEnd closedByPeer) {
    this.session = session;
    this.inbound = inbound;
    this.settledAtOnce = settings.senderSettleMode() == SenderSettleMode.SETTLED;
    Source source = settings.source();
    this.scanning = source != null && GrantedSource.isBrowser(source);
    boolean selective = source != null && !source.filter().isEmpty();
    this.link =
        new AmqpLink<>(
            session,
            settings,
            this,
            selective ? ErrorContext.LINK_WITH_SELECTOR : ErrorContext.LINK,
            closedByPeer);
    this.credit = new ReceiverCredit(session, link, inbound, prefetch);
  }

  /** The link that the messages come over. */
  public AmqpLink<ReceiverLink> link() {
    return link;
  }

  /** The credit that it grants, and its drains. */
  public ReceiverCredit credit() {
    return credit;
  }

  /** Before it is opened: whoever waits for a message acknowledges it by taking it. */
  public void acknowledgedAtOnce() {
    acknowledging = !settledAtOnce;
  }

  /** Before it is opened: has it remember what the application had when a connection is lost. */
  public void remember(MessageDecoder decoder) {
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
  public CompletableFuture<Void> close(boolean forGood) {
    return link.close(
        forGood,
        () -> {
          releaseAll();
          credit.uncounted();
        });
  }

  @Override
  public void resume() {
    credit.resume();
  }

  @Override
  public void giveUp() {
    // What the broker has not heard of it delivers again.
  }

  @Override
  public void sessionEnded(@Nullable AmqpError error) {
    ReceiverLink current = link.endpoint();
    if (current != null) {
      detached(current, true, error);
    }
  }

  @Override
  public void drop(JMSException cause) {
    // It sends nothing.
  }

  /** Gives everything back that the application has not got; the broker counts no attempt. */
  public CompletableFuture<Void> release() {
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
    if (!left.isEmpty() || credit.isGoingBack()) {
      credit.takeAllBack();
      credit.gaveBack();
    }
    for (Received received : left) {
      received.delivery().update(received.givenBack(), true);
    }
    credit.roomMade();
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    credit.used();
    if (credit.goesBack(delivery)) {
      return;
    }
    // A scan begins anew after a loss, and finds all of them again.
    boolean kept = delivery.isRemotelySettled() && !scanning;
    if (settledAtOnce) {
      // Whether or not the broker sends settled, as it was asked to.
      delivery.update(Accepted.INSTANCE, true);
    }
    if (acknowledging && inbound.isAwaited()) {
      // Before the message is there: its acknowledgement goes with an answer to it.
      session.connection().expectBatch();
    }
    if (inbound.add(delivery, kept)) {
      credit.arrived(delivery.payload().length);
    } else {
      delivery.update(Released.INSTANCE, true);
    }
  }

  @Override
  public void credit(ReceiverLink from) {
    credit.changed(from);
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    credit.usedInVain();
  }

  @Override
  public void refused(IncomingDelivery delivery, AmqpError reason) {
    LOG.warn(
        "A message is too large for this consumer and was given back to the broker, as failed and"
            + " undeliverable here (amqp.maxMessageSize): {}",
        reason.shownDescription());
    aborted(delivery);
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    // The sender's states do not matter where the receiver settles first.
  }

  /** How often the connection was lost; may be asked from any thread. */
  public int losses() {
    return losses;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  public void connectionLost(JMSException cause) {
    losses++;
    List<Received> untaken = inbound.lose();
    rememberHanded(untaken);
    credit.lost(!untaken.isEmpty());
    link.connectionLost();
  }

  @Override
  public void lost(IncomingDelivery delivery) {
    // What came settled does not come again.
    if (remembering != null && !settledAtOnce && !delivery.isRemotelySettled()) {
      lost.add(delivery);
    }
  }

  /** What was lost and did not wait here is with the application, or was with it. */
  private void rememberHanded(List<Received> waiting) {
    MessageDecoder decoder = remembering;
    if (decoder != null && !lost.isEmpty()) {
      Set<IncomingDelivery> handed = Collections.newSetFromMap(new IdentityHashMap<>());
      handed.addAll(lost);
      for (Received received : waiting) {
        // What a recover gave back is waiting to be handed once more.
        if (received.localRedeliveries() == 0) {
          handed.remove(received.delivery());
        }
      }
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
    // Before any credit: over a link that is refused nothing has come.
    if (isAsGranted()) {
      link.attached();
      credit.attached();
    }
  }

  /** Whether the broker grants what was asked for, or may; else the link is refused. */
  private boolean isAsGranted() {
    ReceiverLink current = link.endpoint();
    GrantedSource granted = current == null ? null : GrantedSource.of(current);
    if (granted == null) {
      return true;
    }
    JMSException refusal = granted.refusal();
    if (refusal != null) {
      link.refuse(refusal);
      return false;
    }
    String doubt = granted.doubt();
    if (doubt != null && session.connection().isFirstDoubt()) {
      LOG.warn("{} (AMQP 3.5.3); this is told once for each connection", doubt);
    }
    return true;
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = link.detached(detached, error);
    if (cause != null) {
      inbound.close(cause);
      List<Received> left = inbound.clear();
      // AMQP 2.6.6: a suspension leaves them unsettled, but this link does not come back.
      left.forEach(received -> received.delivery().update(received.givenBack(), true));
      ReceiverLink current = link.endpoint();
      if (current != null && !link.isClosing()) {
        current.forEachUnsettled(this::lost);
      }
      rememberHanded(left);
      credit.ended();
    }
  }
}
