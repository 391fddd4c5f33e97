// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
final class AmqpSession implements SessionListener, Recovering {

  private final AmqpConnection connection;
  private final Consumer<JMSException> closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  // What threads wait for, by number: any thread adds.
  private final Map<Long, CompletableFuture<?>> awaited = new ConcurrentHashMap<>();
  private final AtomicLong waits = new AtomicLong();

  // The event loop's.
  private final Set<Flowing> links = new LinkedHashSet<>();
  private @Nullable SessionEndpoint endpoint;
  private boolean closing;
  private boolean over;
  private boolean held;

  /** A link whose messages may have to wait for the session's transaction. */
  interface Flowing {

    /** What waited may go on. */
    void resume();

    /** Nothing that waits will go. */
    void drop(JMSException cause);

    /** The link is closed, and the broker's answer is not waited for any more. */
    void giveUp();
  }

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
          connection.restoration().add(this);
        },
        opened);
  }

  /** Runs a command whose future fails if the connection is gone, or the session given up. */
  <T> CompletableFuture<T> run(Runnable command, CompletableFuture<T> future) {
    return connection.run(command, awaiting(future));
  }

  /** Has a future fail if the session is given up. */
  <T> CompletableFuture<T> awaiting(CompletableFuture<T> future) {
    long number = waits.incrementAndGet();
    awaited.put(number, future);
    CompletableFuture<T> unused = future.whenComplete((value, failure) -> awaited.remove(number));
    return future;
  }

  /**
   * The broker does not answer the end: whoever still waits for something waits no more. Done when
   * all are told.
   */
  CompletableFuture<Void> giveUp() {
    JMSException why = new jakarta.jms.IllegalStateException("the session was closed meanwhile");
    awaited.values().forEach(future -> future.completeExceptionally(why));
    CompletableFuture<Void> told = new CompletableFuture<>();
    return connection.run(
        () -> {
          List.copyOf(links).forEach(Flowing::giveUp);
          told.complete(null);
        },
        told);
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
          connection.restored(this);
          endpoint().end(null);
        },
        closed);
  }

  /** On the event loop: whether this end ends it, or has. */
  boolean isClosing() {
    return closing;
  }

  /** On the event loop: whether no message may go either way, as there is no transaction. */
  boolean isHeld() {
    return held;
  }

  /** On the event loop: has messages wait. */
  void hold() {
    held = true;
  }

  /** On the event loop: what waited may go on. */
  void resume() {
    held = false;
    List.copyOf(links).forEach(Flowing::resume);
  }

  /** On the event loop: fails what waits to be sent. */
  void drop(JMSException cause) {
    List.copyOf(links).forEach(link -> link.drop(cause));
  }

  void add(Flowing link) {
    links.add(link);
  }

  void remove(Flowing link) {
    links.remove(link);
  }

  @Override
  public void connectionLost(JMSException cause) {
    if (!closing && !over && !endpoint().isLocallyOpen()) {
      // The broker did not want it back: it is asked once more.
      endpoint().begin();
    }
  }

  @Override
  public boolean isAwaited() {
    return opened.isDone() && !closing && !over;
  }

  @Override
  public void opened(SessionEndpoint session) {
    opened.complete(null);
    connection.restored(this);
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    if (closing && opened.isDone()) {
      // Nobody asks why: an exception would be made for nothing.
      over = true;
      connection.gone(this);
      closed.complete(null);
      return;
    }
    JMSException lost = connection.failure();
    JMSException cause = lost != null ? lost : JmsErrors.toException(error, ErrorContext.SESSION);
    if (!closing && connection.isRetried(this, cause)) {
      return;
    }
    over = true;
    connection.gone(this);
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
