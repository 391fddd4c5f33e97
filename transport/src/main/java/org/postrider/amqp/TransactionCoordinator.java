// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;

/**
 * The link on which a session declares and discharges its transactions, made when it is first
 * needed (AMQP 4.2).
 *
 * <p>Confined to the container's loop.
 */
final class TransactionCoordinator {

  private static final int REQUEST_OCTETS = 64;

  /** A request, which waits for credit or for its answer. */
  private record Request(Transaction transaction, Encodable body) {

    boolean isDeclare() {
      return body instanceof Declare;
    }
  }

  private final Session session;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final Set<Transaction> live = new LinkedHashSet<>();
  // Discharges that went out, and whose link or connection ended before their answers.
  private final List<Request> unanswered = new ArrayList<>();
  private @Nullable SenderLink link;

  TransactionCoordinator(Session session) {
    this.session = session;
  }

  void declare(Transaction transaction) {
    ask(new Request(transaction, new Declare(null)));
  }

  void discharge(Transaction transaction, boolean fail) {
    // AMQP 4.3: what was settled in the transaction comes first, over whatever session.
    session.connection().core().engine().flush();
    ask(new Request(transaction, new Discharge(transaction.id(), fail)));
  }

  private void ask(Request request) {
    boolean possible =
        request.isDeclare()
            ? !session.connection().core().isCloseAsked()
            : live.contains(request.transaction());
    if (session.isClosed() || !possible) {
      fail(request, new AmqpError(ErrorConditions.TRANSACTION_UNKNOWN_ID, "its session is gone"));
      return;
    }
    waiting.add(request);
    if (link == null) {
      attach();
    }
    if (link != null) {
      pump(link);
    }
  }

  /** Makes the link; where it may not be made, what waits for it has failed then. */
  private void attach() {
    Connection connection = session.connection();
    LinkSettings settings =
        LinkSettings.of(
                "txn-ctrl-" + connection.container().uniqueLinkName(),
                Source.of(null),
                new Coordinator(List.of(Coordinator.LOCAL_TRANSACTIONS)))
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST);
    SessionEndpoint in = session.endpoint();
    if (session.isClosed()) {
      return;
    }
    SenderLink made = in.createSender(settings);
    made.listener(new Events());
    link = made;
    made.attachOrReport();
    connection.core().touch();
  }

  private void pump(SenderLink over) {
    while (over.credit() > 0 && !waiting.isEmpty()) {
      Request request = waiting.remove();
      try {
        over.send(OutgoingMessage.unsettled(encoded(request), request));
      } catch (EngineException refused) {
        fail(request, refused.error());
      }
    }
    session.connection().core().touch();
  }

  private static ByteBuf encoded(Request request) {
    ByteBuf buffer = Unpooled.buffer(REQUEST_OCTETS);
    ValueWriter out = new ValueWriter().reset(buffer);
    new AmqpValue(request.body()).encode(out);
    return out.flush();
  }

  /** AMQP 2.6.12, 3.4.1: received alone is no answer, and a settled request has no other. */
  private static boolean isAnswered(OutgoingDelivery delivery) {
    DeliveryState state = delivery.remoteState();
    return delivery.isRemotelySettled() || (state != null && !(state instanceof Received));
  }

  private void answered(Request request, @Nullable DeliveryState state) {
    Transaction transaction = request.transaction();
    if (state instanceof Rejected rejected) {
      fail(request, rejected.error());
    } else if (request.isDeclare() && state instanceof Declared declared) {
      live.add(transaction);
      transaction.declared(declared.txnId());
    } else if (request.isDeclare()) {
      fail(request, strange("declare", state));
    } else {
      live.remove(transaction);
      if (state instanceof Accepted) {
        transaction.discharged();
      } else {
        // AMQP 4.3: a discharge is accepted or rejected; what else there is tells neither.
        transaction.unanswered(strange("discharge", state));
      }
    }
  }

  private static AmqpError strange(String request, @Nullable DeliveryState state) {
    String answer = state == null ? "was settled without a state" : "was answered with " + state;
    return new AmqpError(ErrorConditions.ILLEGAL_STATE, "the " + request + " " + answer);
  }

  private void fail(Request request, @Nullable AmqpError why) {
    live.remove(request.transaction());
    if (request.isDeclare()) {
      request.transaction().declareFailed(why);
    } else {
      request.transaction().failed(why);
    }
  }

  /** AMQP 4.3: what is not discharged when the link goes is rolled back. */
  private void failLive(@Nullable AmqpError why) {
    for (Transaction transaction : List.copyOf(live)) {
      live.remove(transaction);
      transaction.failed(why);
    }
  }

  /** What ended the link tells why; whether they were done before that, nobody does. */
  private void failUnanswered(@Nullable AmqpError why) {
    List<Request> requests = List.copyOf(unanswered);
    unanswered.clear();
    for (Request request : requests) {
      live.remove(request.transaction());
      request.transaction().unanswered(why);
    }
  }

  private void failWaiting(@Nullable AmqpError why) {
    // What a handler asks for in its turn is the next link's.
    List<Request> requests = List.copyOf(waiting);
    waiting.clear();
    requests.forEach(request -> fail(request, why));
  }

  /** The connection is lost; requests to declare that were not sent wait for the next one. */
  void disconnected(@Nullable AmqpError cause) {
    waiting.removeIf(request -> !request.isDeclare());
    AmqpError why = cause == null ? new AmqpError(Failures.IO, "the connection was lost") : cause;
    failUnanswered(why);
    failLive(why);
  }

  /** The session is at its end; nothing more comes of it, even if the peer did not say so. */
  void ended() {
    if (link != null) {
      link.loseUnsettled();
    }
    failUnanswered(new AmqpError(Failures.IO, "the session has ended"));
    AmqpError why = new AmqpError(ErrorConditions.TRANSACTION_ROLLBACK, "the session has ended");
    failWaiting(why);
    failLive(why);
    session.connection().core().gone(this);
  }

  /** What the engine tells of the link. */
  private final class Events implements SenderListener {

    @Override
    public void attached(Link attached) {
      pump((SenderLink) attached);
      session.connection().core().stands(TransactionCoordinator.this);
    }

    @Override
    public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
      link = null;
      if (error != null) {
        session.connection().log().closed("the transaction coordinator", error);
      }
      failUnanswered(error);
      failWaiting(error);
      failLive(error);
      session.connection().core().gone(TransactionCoordinator.this);
    }

    @Override
    public void credit(SenderLink over) {
      pump(over);
      // AMQP 2.6.7: nothing more waits to be sent.
      if (over.isDrain() && over.isAttached()) {
        over.drained();
        session.connection().core().touch();
      }
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      if (delivery.context() instanceof Request request && isAnswered(delivery)) {
        delivery.settle();
        session.connection().core().touch();
        answered(request, delivery.remoteState());
      }
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      if (!(delivery.context() instanceof Request request)) {
        return;
      }
      if (delivery.isStarted() && !request.isDeclare()) {
        // The end of the link follows, or that of the connection.
        unanswered.add(request);
      } else {
        fail(request, new AmqpError(Failures.IO, "the link was lost before the answer came"));
      }
    }
  }
}
