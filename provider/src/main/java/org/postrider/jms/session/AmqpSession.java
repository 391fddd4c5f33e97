// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.SessionListener;

/**
 * A session's side on the event loop.
 *
 * <p>Its methods may be called from any thread; the callbacks run on the event loop, which owns all
 * fields that are not final.
 */
final class AmqpSession implements SessionListener {

  private final AmqpConnection connection;
  private final Consumer<JMSException> closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // The event loop's.
  private @Nullable SessionEndpoint endpoint;
  private boolean closing;

  AmqpSession(AmqpConnection connection, Consumer<JMSException> closedByPeer) {
    this.connection = connection;
    this.closedByPeer = closedByPeer;
  }

  AmqpConnection connection() {
    return connection;
  }

  CompletableFuture<Void> begin() {
    return connection.run(
        () -> {
          SessionEndpoint fresh = connection.createSession();
          endpoint = fresh;
          fresh.listener(this);
          fresh.begin();
        },
        opened);
  }

  /** On the event loop: the engine's session. */
  SessionEndpoint endpoint() {
    SessionEndpoint current = endpoint;
    if (current == null) {
      throw new IllegalStateException("the session has not begun");
    }
    return current;
  }

  /** Ends the session; its links end with it. */
  CompletableFuture<Void> end() {
    return connection.run(
        () -> {
          closing = true;
          endpoint().end(null);
        },
        closed);
  }

  @Override
  public void opened(SessionEndpoint session) {
    opened.complete(null);
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    JMSException lost = connection.failure();
    JMSException cause = lost != null ? lost : JmsErrors.toException(error, ErrorContext.SESSION);
    boolean whileOpening = opened.completeExceptionally(cause);
    closed.complete(null);
    if (!closing && !whileOpening && session.connection().isOpened()) {
      closedByPeer.accept(cause);
    }
  }

  @Override
  public void linkAttached(Link link) {
    link.refuse(new AmqpError(ErrorConditions.NOT_ALLOWED, "this container accepts no links"));
  }
}
