// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;

/**
 * Asks the node {@code $cbs} and hears its answers, over a session and two links of its own, which
 * the engine brings back after a reconnect.
 *
 * <p>Confined to the engine's thread.
 */
final class CbsNode {

  /** An answer is a number and a sentence. */
  private static final int MAX_ANSWER_OCTETS = 64 * 1024;

  private static final int MAX_DESCRIPTION_CHARS = 500;
  private static final int ANSWERS_AT_A_TIME = 100;
  private static final int FIRST_OCTETS = 1024;

  /**
   * A request that waits for credit or for its answer.
   *
   * @param answer is told null for "done", else why not
   */
  private record Request(
      String id, CbsToken token, Consumer<@Nullable AmqpError> answer, Runnable cancelDeadline) {}

  private final CbsOwner owner;
  private final long timeoutMs;
  private final SessionEndpoint session;
  private final SenderLink sender;
  private final ReceiverLink receiver;
  private final String replyTo = "cbs-reply-" + UUID.randomUUID();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final Map<String, Request> asked = new HashMap<>();
  private long lastId;
  private boolean ended;

  CbsNode(ConnectionEngine engine, CbsOwner owner) {
    this.owner = owner;
    this.timeoutMs = owner.answerTimeoutMs();
    session = engine.createSession();
    sender =
        session.createSender(
            LinkSettings.of(
                replyTo + "-sender", Source.of(replyTo), Target.of(CbsMessages.ADDRESS)));
    receiver =
        session.createReceiver(
            LinkSettings.of(
                    replyTo + "-receiver", Source.of(CbsMessages.ADDRESS), Target.of(replyTo))
                .withMaxMessageSize(MAX_ANSWER_OCTETS));
    sender.listener(new Requests());
    receiver.listener(new Answers());
    session.begin();
    receiver.attach();
    sender.attach();
    receiver.credit(ANSWERS_AT_A_TIME);
  }

  /** Whether it has come to its end: another is needed. */
  boolean isEnded() {
    return ended;
  }

  /** Puts a token. */
  void put(CbsToken token, Consumer<@Nullable AmqpError> answer) {
    String id = replyTo + "-" + ++lastId;
    Runnable cancelDeadline = owner.later(timeoutMs, () -> timedOut(id, token));
    waiting.add(new Request(id, token, answer, cancelDeadline));
    pump();
  }

  private void timedOut(String id, CbsToken token) {
    waiting.stream()
        .filter(request -> request.id().equals(id))
        .findFirst()
        .ifPresent(
            request -> {
              waiting.remove(request);
              asked.put(id, request);
            });
    answered(
        id,
        new AmqpError(
            CbsMessages.TIMEOUT,
            "$cbs did not answer the token for "
                + token.audience()
                + " within "
                + timeoutMs
                + " ms"));
  }

  /** The answer's link must be there before the question is asked. */
  private void pump() {
    while (receiver.isAttached() && sender.credit() > 0 && !waiting.isEmpty()) {
      Request request = waiting.remove();
      asked.put(request.id(), request);
      ByteBuf message =
          CbsMessages.putToken(
              request.id(), replyTo, request.token(), Unpooled.buffer(FIRST_OCTETS));
      sender.send(OutgoingMessage.unsettled(message, request.id()));
    }
  }

  private void answered(String id, @Nullable AmqpError error) {
    Request request = asked.remove(id);
    if (request != null) {
      request.cancelDeadline().run();
      request.answer().accept(error);
    }
  }

  private void said(String id, @Nullable AmqpError error) {
    Request request = asked.get(id);
    if (request != null) {
      answered(id, error == null ? null : shown(error, request.token()));
    }
  }

  /** The node may repeat the token that it does not take. */
  private static AmqpError shown(AmqpError error, CbsToken token) {
    String said = error.description();
    return said == null
        ? error
        : new AmqpError(
            error.condition(),
            Printable.of(Printable.masking(said, token.token()), MAX_DESCRIPTION_CHARS),
            error.info());
  }

  /** What was asked will not be answered; its askers ask again after the reconnect. */
  void disconnected() {
    waiting.forEach(request -> request.cancelDeadline().run());
    asked.values().forEach(request -> request.cancelDeadline().run());
    waiting.clear();
    asked.clear();
    receiver.credit(ANSWERS_AT_A_TIME);
  }

  private void ended(@Nullable AmqpError error) {
    if (ended) {
      return;
    }
    ended = true;
    AmqpError why =
        error == null
            ? new AmqpError(ErrorConditions.NOT_FOUND, "the broker closed the link to $cbs")
            : error;
    while (!waiting.isEmpty()) {
      Request request = waiting.remove();
      asked.put(request.id(), request);
    }
    for (String id : asked.keySet().toArray(String[]::new)) {
      said(id, why);
    }
    session.end(null);
  }

  private final class Requests implements SenderListener {

    @Override
    public void attached(Link link) {
      pump();
    }

    @Override
    public void detached(Link link, boolean closed, @Nullable AmqpError error) {
      ended(error);
    }

    @Override
    public void credit(SenderLink link) {
      pump();
      // What was not sent by now has nothing to wait for: the peer hears so (AMQP 2.6.7).
      if (link.isDrain()) {
        link.drained();
      }
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      if (delivery.remoteState() instanceof Rejected rejected) {
        said(String.valueOf(delivery.context()), CbsMessages.refusal(rejected.error()));
      }
      if (delivery.remoteState() != null) {
        delivery.settle();
      }
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      // The loss of the connection, or of the link, is told otherwise.
    }
  }

  private final class Answers implements ReceiverListener {

    @Override
    public void attached(Link link) {
      pump();
    }

    @Override
    public void detached(Link link, boolean closed, @Nullable AmqpError error) {
      ended(error);
    }

    @Override
    public void delivered(IncomingDelivery delivery) {
      delivery.update(Accepted.INSTANCE, true);
      receiver.credit(ANSWERS_AT_A_TIME);
      try {
        CbsMessages.Answer answer = CbsMessages.answer(delivery.payload());
        said(answer.id(), answer.error());
      } catch (DecodeException malformed) {
        ended(new AmqpError(malformed.condition(), "$cbs answered: " + malformed.getMessage()));
      }
    }

    @Override
    public void aborted(IncomingDelivery delivery) {
      // Whoever waits for it has a deadline.
    }

    @Override
    public void refused(IncomingDelivery delivery, AmqpError reason) {
      ended(new AmqpError(reason.condition(), "$cbs answered: " + reason.shownDescription()));
    }

    @Override
    public void updated(IncomingDelivery delivery) {
      // Settled here.
    }

    @Override
    public void credit(ReceiverLink link) {
      // It never drains.
    }
  }
}
