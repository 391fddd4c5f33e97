// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.error.ErrorContext;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;

/**
 * The link over which a session declares and discharges its transactions (AMQP 4.1 to 4.3).
 *
 * <p>Confined to the event loop. A session has two requests on their way at most.
 */
final class AmqpCoordinator implements SenderListener, Recovering {

  private static final int REQUEST_OCTETS = 64;

  /** Who is told, on the event loop, that the transaction is gone. */
  interface Owner {

    /** The link has ended: another one is needed. */
    void coordinatorLost(JMSException cause);

    /** Whether the application waits for a transaction, as it had one before the loss. */
    boolean isAwaited();

    /** The connection was lost; requests are answered by what that means to them. */
    void connectionLost(JMSException cause);
  }

  private final ArrayDeque<CoordinatorRequest> withoutCredit = new ArrayDeque<>();
  private final ArrayDeque<CoordinatorRequest> unanswered = new ArrayDeque<>();
  private final Owner owner;
  private final ValueWriter writer = new ValueWriter();
  private final AmqpSession session;
  private final SenderLink link;
  private @Nullable CoordinatorRequest commit;
  private @Nullable JMSException failure;

  /** A coordinator whose owner is told that the link has ended, and the transaction. */
  AmqpCoordinator(AmqpSession session, LinkSettings settings, Owner owner) {
    this.session = session;
    this.owner = owner;
    link = session.endpoint().createSender(settings);
    link.listener(this);
    link.attach();
    session.connection().recovery().add(this);
  }

  /** Whether the link has ended: another one is needed. */
  boolean isOver() {
    return failure != null;
  }

  /** Asks for a transaction; gives its id. */
  CompletableFuture<@Nullable Binary> declare() {
    return request(CoordinatorRequest.declare());
  }

  /** Ends a transaction. */
  CompletableFuture<Void> discharge(Binary txnId, boolean fail) {
    // AMQP 4.3: what was settled in the transaction comes first, on whatever session: a connection
    // consumer's messages came over another one than this link's.
    session.connection().flush();
    CoordinatorRequest request = CoordinatorRequest.discharge(txnId, fail);
    if (!fail) {
      commit = request;
    }
    return request(request).thenAccept(none -> {});
  }

  /**
   * Nobody waits for the answer to the last commit any more: it fails as in doubt, or, where it has
   * not gone out, as rolled back, which is seen to.
   *
   * @param what what has ended the wait, for a person
   */
  void giveUpCommit(String what, JMSException why) {
    CoordinatorRequest given = commit;
    if (given == null || given.answer().isDone()) {
      return;
    }
    given.unanswered(what, why);
    if (!given.isWritten()) {
      given.withdraw();
      withoutCredit.remove(given);
      if (given.body() instanceof Discharge discharge) {
        request(CoordinatorRequest.discharge(discharge.txnId(), true));
      }
    }
  }

  private CompletableFuture<@Nullable Binary> request(CoordinatorRequest request) {
    if (failure != null) {
      request.unanswered("the link to the coordinator has ended", failure);
    } else if (link.credit() == 0) {
      withoutCredit.add(request);
    } else {
      send(request);
    }
    return request.answer();
  }

  private void send(CoordinatorRequest request) {
    ByteBuf payload = Unpooled.buffer(REQUEST_OCTETS);
    writer.reset(payload);
    new AmqpValue(request.body()).encode(writer);
    writer.flush();
    request.sentAs(link.send(OutgoingMessage.unsettled(payload, request)));
  }

  @Override
  public void credit(SenderLink from) {
    while (from.credit() > 0 && !withoutCredit.isEmpty()) {
      send(withoutCredit.remove());
    }
    if (from.isDrain()) {
      from.drained();
    }
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    if (delivery.context() instanceof CoordinatorRequest request) {
      request.updated(delivery);
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    if (delivery.context() instanceof CoordinatorRequest request) {
      // The end of the link follows, and tells why; or that of the connection.
      unanswered.add(request);
    }
  }

  @Override
  public void connectionLost(JMSException cause) {
    List<CoordinatorRequest> requests = new ArrayList<>(unanswered);
    requests.addAll(withoutCredit);
    unanswered.clear();
    withoutCredit.clear();
    requests.forEach(request -> request.unanswered("the connection was lost", cause));
    if (session.isOver()) {
      // It had been refused, and its session ended behind that.
      failure = cause;
      session.connection().recovery().gone(this);
    } else if (!link.isLocallyOpen() && !session.isClosing()) {
      // The broker did not want it back: it is asked once more.
      link.attach();
    }
    owner.connectionLost(cause);
  }

  /** It is as it was when there is a transaction again: that may take its declare. */
  @Override
  public boolean isAwaited() {
    return failure == null && !session.isClosing() && !session.isOver() && owner.isAwaited();
  }

  /** There is a transaction again, or nobody waits for one any more. */
  void restored() {
    session.connection().recovery().restored(this);
  }

  /** Whether the refusal to have the transaction back is taken as a loss of the connection. */
  boolean isRetried(JMSException cause) {
    return failure == null
        && !session.isClosing()
        && session.isComingBack()
        && session.connection().recovery().isRetried(this, cause);
  }

  @Override
  public void attached(Link attached) {
    // Requests wait for credit, which comes after.
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = session.why(error, ErrorContext.TRANSACTION);
    if (isRetried(cause)) {
      // What waits hears of the loss.
      return;
    }
    failure = cause;
    // AMQP 2.6.6: a suspension leaves them unsettled, but this link does not come back.
    link.loseUnsettled();
    List<CoordinatorRequest> requests = new ArrayList<>(unanswered);
    requests.addAll(withoutCredit);
    unanswered.clear();
    withoutCredit.clear();
    requests.forEach(request -> request.linkEnded(error, cause));
    session.connection().recovery().gone(this);
    owner.coordinatorLost(cause);
  }
}
