// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.SessionState;

/**
 * What becomes of a link, from the wish for it to its end: who waits for its attach, who for its
 * detach, and who is told if the peer ends it.
 *
 * <p>Confined to the event loop; the futures may be awaited anywhere.
 */
final class LinkOpening {

  /** Who is told, on the event loop and once, that the peer ended a link that was open. */
  interface PeerEnd {
    /**
     * The link is gone.
     *
     * @param alone false where it ended with its session or connection
     */
    void ended(JMSException cause, boolean alone);
  }

  private final AmqpSession session;
  private final AmqpConnection connection;
  private final Recovering owner;
  private final ErrorContext context;
  private final PeerEnd closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private @Nullable JMSException failure;

  LinkOpening(AmqpSession session, Recovering owner, ErrorContext context, PeerEnd closedByPeer) {
    this.session = session;
    this.connection = session.connection();
    this.owner = owner;
    this.context = context;
    this.closedByPeer = closedByPeer;
  }

  CompletableFuture<Void> opened() {
    return opened;
  }

  CompletableFuture<Void> closed() {
    return closed;
  }

  /** The link is asked for, and will come back after a loss. */
  void opening(Link link) {
    opening(link, null);
  }

  /** The same for a link to a temporary destination's node, for which it waits, if not null. */
  void opening(Link link, @Nullable TemporaryNode node) {
    connection.restoration().add(owner);
    try {
      if (node != null && node.isMoving()) {
        link.attachLater();
      } else {
        link.attach();
      }
    } catch (RuntimeException refused) {
      connection.gone(owner);
      throw refused;
    }
  }

  /** This end detaches. */
  void closing() {
    closing = true;
    connection.restored(owner);
  }

  /** Whether this end closes it, or the session with it. */
  boolean isClosing() {
    return closing || session.isClosing();
  }

  /** Whether it was open, and nobody has closed it. */
  boolean isAwaited() {
    return opened.isDone() && !closing && failure == null;
  }

  /** The connection was lost; a link that the broker did not want back is asked for once more. */
  void connectionLost(Link link) {
    if (!closing && failure == null && !link.isLocallyOpen()) {
      link.attach();
    }
  }

  void attached() {
    opened.complete(null);
    connection.restored(owner);
  }

  /**
   * The link has ended; gives why, for those that still wait on it, or null where it will be asked
   * for again.
   */
  @Nullable JMSException detached(Link link, @Nullable AmqpError error) {
    boolean alone = link.session().state() == SessionState.MAPPED;
    JMSException cause = cause(error, alone);
    // A session that is closed here takes its links along: no broker has refused them.
    if (!isClosing() && connection.isRetried(owner, cause)) {
      return null;
    }
    failure = cause;
    connection.gone(owner);
    boolean whileOpening = opened.completeExceptionally(cause);
    closed.complete(null);
    if (!closing && !whileOpening) {
      closedByPeer.ended(cause, alone);
    }
    return cause;
  }

  private JMSException cause(@Nullable AmqpError error, boolean alone) {
    JMSException lost = connection.failure();
    if (lost != null) {
      return lost;
    }
    if (error == null && closing) {
      return new jakarta.jms.IllegalStateException("closed");
    }
    if (error == null && alone && !opened.isDone()) {
      return new InvalidDestinationException("the broker refused the link, and told no reason");
    }
    return JmsErrors.toException(error, context);
  }

  /** Why the link has ended, or null while it has not. */
  @Nullable JMSException failure() {
    return failure;
  }
}
