// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.LinkState;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.postrider.transport.engine.SessionState;

/**
 * The end of a durable subscription: its link is attached without a source, so that the broker
 * tells what it has, and then closed for good.
 *
 * <p>Confined to the event loop, but for {@link #await}.
 */
final class Unsubscription implements ReceiverListener {

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AmqpSession session;
  private final LinkSettings settings;
  private @Nullable ReceiverLink link;
  private boolean known;
  private boolean withdrawn;
  // Set there, for the thread that waits.
  private volatile int begins;
  private volatile boolean asked;
  private volatile boolean answered;

  /** One that {@link #await} begins. */
  Unsubscription(AmqpSession session, String linkName, boolean withClientId) {
    this.session = session;
    begins = session.begins();
    List<Symbol> desired =
        withClientId ? List.of() : List.of(Symbol.of("shared"), Symbol.of("global"));
    settings =
        LinkSettings.of(linkName, null, Target.of(null))
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST)
            .withCapabilities(List.of(), desired, Map.of());
  }

  /**
   * Has the broker end the subscription.
   *
   * @param asking the session of the call, whose end is that of the wait too
   * @throws InDoubtException if the broker was asked, and something else than its answer ended the
   *     wait
   */
  void await(AmqpSession asking, Deadline deadline) throws JMSException {
    try {
      Waits.await(asking.awaiting(session.run(this::begin, done)), deadline, "unsubscribe");
    } catch (JMSException ended) {
      boolean unanswered = !answered && (asked || begins != session.begins());
      if (!unanswered) {
        session.connection().tell(this::withdraw);
      }
      throw unanswered ? inDoubt(ended) : ended;
    }
  }

  /** What has not gone out is not to go when nobody waits for it any more. */
  private void withdraw() {
    withdrawn = true;
    ReceiverLink current = link;
    if (current != null && current.state() == LinkState.DETACHED) {
      current.detach(true, null);
    }
  }

  private static JMSException inDoubt(JMSException cause) {
    String text =
        "the broker has not answered the unsubscribe: whether the subscription has ended is in"
            + " doubt (";
    return JmsErrors.withCause(new InDoubtException(text + cause.getMessage() + ")"), cause);
  }

  private void begin() {
    ReceiverLink fresh = session.endpoint().createReceiver(settings);
    fresh.listener(this);
    link = fresh;
    begins = session.begins();
    fresh.attach();
    // Offline it waits for the next begin.
    asked = fresh.state() != LinkState.DETACHED;
  }

  @Override
  public void attached(Link attached) {
    known = true;
    attached.detach(true, null);
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    boolean online = detached.session().connection().isOpened();
    if (!online && !withdrawn && session.connection().recovery().isMending()) {
      // Whether the broker has ended it is not known: it is asked once more.
      detached.attach();
      return;
    }
    boolean alone = detached.session().state() == SessionState.MAPPED;
    boolean unknown = error != null && error.condition().equals(ErrorConditions.NOT_FOUND);
    answered = alone;
    if (alone && known && (error == null || unknown)) {
      // What is not found has ended before the connection was lost.
      done.complete(null);
    } else if (alone && error == null) {
      done.completeExceptionally(
          new InvalidDestinationException("the broker knows no such subscription"));
    } else {
      done.completeExceptionally(session.why(error, ErrorContext.LINK));
    }
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void credit(ReceiverLink link) {
    // No credit is granted.
  }
}
