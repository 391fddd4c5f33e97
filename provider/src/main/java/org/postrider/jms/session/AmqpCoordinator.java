// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
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
final class AmqpCoordinator implements SenderListener {

  private static final int REQUEST_OCTETS = 64;

  /** A request and who waits for its answer. */
  private record Request(
      Encodable body, ErrorContext context, CompletableFuture<@Nullable DeliveryState> answer) {}

  private final ArrayDeque<Request> withoutCredit = new ArrayDeque<>();
  private final ArrayDeque<Request> unanswered = new ArrayDeque<>();
  private final Consumer<JMSException> lost;
  private final ValueWriter writer = new ValueWriter();
  private final AmqpSession session;
  private final SenderLink link;
  private @Nullable JMSException failure;

  /** A coordinator whose {@code lost} is told that the link has ended, and the transaction. */
  AmqpCoordinator(AmqpSession session, LinkSettings settings, Consumer<JMSException> lost) {
    this.session = session;
    this.lost = lost;
    link = session.endpoint().createSender(settings);
    link.listener(this);
    link.attach();
  }

  /** Whether the link has ended: another one is needed. */
  boolean isOver() {
    return failure != null;
  }

  /** Asks for a transaction; gives its id. */
  CompletableFuture<Binary> declare() {
    return request(new Declare(null), ErrorContext.TRANSACTION)
        .thenApply(
            state -> {
              if (state instanceof Declared declared) {
                return declared.txnId();
              }
              throw new IllegalStateException("declare was answered with " + state);
            });
  }

  /** Ends a transaction. */
  CompletableFuture<Void> discharge(Binary txnId, boolean fail) {
    ErrorContext context = fail ? ErrorContext.TRANSACTION : ErrorContext.COMMIT;
    // AMQP 4.3: what was settled in the transaction comes first, on whatever session: a connection
    // consumer's messages came over another one than this link's.
    session.connection().flush();
    return request(new Discharge(txnId, fail), context).thenAccept(state -> {});
  }

  private CompletableFuture<@Nullable DeliveryState> request(Encodable body, ErrorContext context) {
    Request request = new Request(body, context, new CompletableFuture<>());
    if (failure != null) {
      request.answer.completeExceptionally(failure);
    } else if (link.credit() == 0) {
      withoutCredit.add(request);
    } else {
      send(request);
    }
    return request.answer;
  }

  private void send(Request request) {
    ByteBuf payload = Unpooled.buffer(REQUEST_OCTETS);
    writer.reset(payload);
    new AmqpValue(request.body).encode(writer);
    writer.flush();
    link.send(OutgoingMessage.unsettled(payload, request));
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
    DeliveryState state = delivery.remoteState();
    if (!(delivery.context() instanceof Request request) || state == null) {
      return;
    }
    delivery.settle();
    if (state instanceof Accepted || state instanceof Declared) {
      request.answer.complete(state);
    } else {
      AmqpError error = state instanceof Rejected rejected ? rejected.error() : null;
      request.answer.completeExceptionally(JmsErrors.toException(error, request.context));
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    if (delivery.context() instanceof Request request) {
      // The link's end follows, and tells why.
      unanswered.add(request);
    }
  }

  @Override
  public void attached(Link attached) {
    // Requests wait for credit, which comes after.
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException loss = session.connection().failure();
    JMSException cause =
        loss != null ? loss : JmsErrors.toException(error, ErrorContext.TRANSACTION);
    failure = cause;
    while (!withoutCredit.isEmpty()) {
      withoutCredit.remove().answer.completeExceptionally(cause);
    }
    while (!unanswered.isEmpty()) {
      Request request = unanswered.remove();
      request.answer.completeExceptionally(
          error != null
              ? JmsErrors.toException(error, request.context)
              : JmsErrors.withCause(
                  new JMSException(
                      "the link to the coordinator was lost: the transaction is in doubt"),
                  cause));
    }
    lost.accept(cause);
  }
}
