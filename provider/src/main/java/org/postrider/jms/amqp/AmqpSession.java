// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
import org.postrider.transport.engine.SessionState;

/**
 * A session's side on the event loop.
 *
 * <p>Its methods may be called from any thread; the callbacks run on the event loop, which owns all
 * fields that are not final.
 */
public final class AmqpSession implements SessionListener, Recovering {

  /** Most sessions have one link or two. */
  private static final int FIRST_CAPACITY = 2;

  private static final String CONNECTION_CLOSED = "the connection is closed";
  private static final String SESSION_CLOSED = "the session is closed";

  private final AmqpConnection connection;
  private final Consumer<JMSException> closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Awaited awaited = new Awaited();

  // The event loop's.
  private final Set<Flowing> links = new LinkedHashSet<>(FIRST_CAPACITY);
  private @Nullable SessionEndpoint endpoint;
  private boolean closing;
  // Refused, and not asked for again yet: the engine has told its end, and tells no other.
  private boolean retrying;
  private boolean over;
  private boolean held;
  // Set there, for any thread.
  private volatile int begins;

  /** A link whose messages may have to wait for the session's transaction. */
  interface Flowing {

    /** What waited may go on. */
    void resume();

    /** Nothing that waits will go. */
    void drop(JMSException cause);

    /** The link is closed, and the broker's answer is not waited for any more. */
    void giveUp();

    /**
     * The session is over, and the link, which the broker had refused before, is not asked for
     * again.
     */
    void sessionEnded(@Nullable AmqpError error);
  }

  /**
   * A session that is still to {@link #begin}.
   *
   * @param closedByPeer is told on the event loop if the broker ends it, and not the connection
   */
  public AmqpSession(AmqpConnection connection, Consumer<JMSException> closedByPeer) {
    this.connection = connection;
    this.closedByPeer = closedByPeer;
  }

  /** The connection that it is of. */
  public AmqpConnection connection() {
    return connection;
  }

  /** Begins it, once; done when it is begun. */
  public CompletableFuture<Void> begin() {
    return run(
        () -> {
          if (endpoint != null) {
            return;
          }
          SessionEndpoint fresh = connection.createSession();
          endpoint = fresh;
          fresh.listener(this);
          fresh.begin();
          connection.recovery().add(this);
        },
        opened);
  }

  /** Whether it could not be begun: another one is needed. */
  public boolean isRefused() {
    return opened.isCompletedExceptionally();
  }

  /** How often it was begun, the first time and after losses; may be asked from any thread. */
  public int begins() {
    return begins;
  }

  /**
   * Runs a command whose future fails at the latest when the connection or the session ends; behind
   * that end the command does not run.
   */
  public <T> CompletableFuture<T> run(Runnable command, CompletableFuture<T> future) {
    return connection.run(
        () -> {
          if (!over) {
            command.run();
          }
        },
        awaiting(future));
  }

  /** Has a future fail at the latest when the session ends, or is given up. */
  public <T> CompletableFuture<T> awaiting(CompletableFuture<T> future) {
    return awaited.add(future);
  }

  /**
   * The broker does not answer the end: whoever still waits for something waits no more. Done when
   * all are told.
   */
  public CompletableFuture<Void> giveUp() {
    awaited.end(() -> JmsErrors.ended("the session was closed meanwhile"));
    CompletableFuture<Void> told = new CompletableFuture<>();
    return connection.run(
        () -> {
          List.copyOf(links).forEach(Flowing::giveUp);
          told.complete(null);
        },
        told);
  }

  /** On the event loop: the engine's session. */
  public SessionEndpoint endpoint() {
    SessionEndpoint current = endpoint;
    if (current == null) {
      throw new IllegalStateException("the session has not begun");
    }
    return current;
  }

  /** Ends the session; its links end with it. */
  public CompletableFuture<Void> end() {
    return connection.run(
        () -> {
          closing = true;
          connection.recovery().restored(this);
          if (retrying) {
            closed(endpoint(), null);
          } else {
            endpoint().end(null);
          }
        },
        closed);
  }

  /** On the event loop: whether this end ends it, or has, alone or with the connection. */
  boolean isClosing() {
    return closing || connection.isClosing();
  }

  /** On the event loop: whether it has ended, whoever ended it: nothing more goes over it. */
  boolean isOver() {
    return over;
  }

  /**
   * On the event loop: whether it is there, or will be with the next connection. One that the
   * broker has ended is not, even while its links are still being told; one for which the broker
   * had no channel is asked for again.
   */
  boolean isComingBack() {
    return !over && (endpoint().isLocallyOpen() || endpoint().state() == SessionState.UNMAPPED);
  }

  /** On the event loop: why the session or a link of it has ended. */
  public JMSException why(@Nullable AmqpError error, ErrorContext context) {
    JMSException lost = connection.failure();
    if (lost != null) {
      return lost;
    }
    return error == null && isClosing()
        ? JmsErrors.ended(connection.isClosing() ? CONNECTION_CLOSED : SESSION_CLOSED)
        : JmsErrors.toException(error, context);
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
      retrying = false;
      endpoint().begin();
    }
  }

  @Override
  public boolean isAwaited() {
    return opened.isDone() && !closing && !over;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  public void opened(SessionEndpoint session) {
    begins++;
    opened.complete(null);
    connection.recovery().restored(this);
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    if (closing && opened.isDone()) {
      // Nobody asks why: an exception would be made for nothing.
      over(error);
      awaited.end(() -> why(error, ErrorContext.SESSION));
      closed.complete(null);
      return;
    }
    JMSException cause = why(error, ErrorContext.SESSION);
    if (!closing && connection.recovery().isRetried(this, cause)) {
      retrying = true;
      return;
    }
    over(error);
    boolean whileOpening = opened.completeExceptionally(cause);
    // Its links, which the engine has told before, may have had more to say.
    awaited.end(() -> cause);
    closed.complete(null);
    if (!closing && !whileOpening && session.connection().isOpened()) {
      closedByPeer.accept(cause);
    }
  }

  /** The engine has told the links that it has, but not those that wait to be asked for again. */
  private void over(@Nullable AmqpError error) {
    over = true;
    List.copyOf(links).forEach(link -> link.sessionEnded(error));
    connection.recovery().gone(this);
  }

  @Override
  public void linkAttached(Link link) {
    link.refuse(new AmqpError(ErrorConditions.NOT_ALLOWED, "this container accepts no links"));
  }
}
