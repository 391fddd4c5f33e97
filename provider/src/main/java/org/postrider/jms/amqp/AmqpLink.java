// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkListener;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.LinkState;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.SessionState;

/**
 * A session's link, from the wish for it to its end: who waits for its attach, who for its detach,
 * and who is told if the peer ends it. What flows over it is its owner's.
 *
 * <p>Confined to the event loop, but for {@link #open}, {@link #awaits}, {@link #close}, {@link
 * #whenAttached}, {@link #wake} and {@link #isOffered}; the futures may be awaited anywhere.
 */
public final class AmqpLink<L extends Link> implements TemporaryNode.Follower {

  /** Whose link it is: a producer's or a consumer's side on the event loop. */
  interface Owner<L extends Link> extends Recovering, AmqpSession.Flowing, LinkListener {

    /** The link. */
    AmqpLink<L> link();

    /** Makes the engine's end of the link, and listens to it; it is not attached yet. */
    L create(SessionEndpoint session, LinkSettings settings);

    /** What is asked for where the link's node has this address. */
    LinkSettings at(String address, LinkSettings settings);

    @Override
    default void sessionEnded(@Nullable AmqpError error) {
      L current = link().endpoint();
      if (current != null) {
        detached(current, true, error);
      }
    }
  }

  /** Who is told, on the event loop and once, that the peer ended a link that was open. */
  public interface PeerEnd {
    /**
     * The link is gone.
     *
     * @param alone false where it ended with its session or connection
     */
    void ended(JMSException cause, boolean alone);
  }

  private final AmqpSession session;
  private final AmqpConnection connection;
  private final Owner<L> owner;
  private final ErrorContext context;
  private final PeerEnd closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private LinkSettings settings;
  private @Nullable TemporaryNode node;
  private volatile @Nullable L endpoint;
  private CompletableFuture<Void> nextAttach = new CompletableFuture<>();
  private boolean closing;
  private boolean woken;
  private boolean withNode;
  // Refused, and not asked for again yet: the engine has told its end, and tells no other.
  private boolean retrying;
  private @Nullable JMSException failure;
  // One attachment: what the broker granted was not what was asked for.
  private @Nullable JMSException refusal;

  AmqpLink(
      AmqpSession session,
      LinkSettings settings,
      Owner<L> owner,
      ErrorContext context,
      PeerEnd closedByPeer) {
    this.session = session;
    this.connection = session.connection();
    this.settings = settings;
    this.owner = owner;
    this.context = context;
    this.closedByPeer = closedByPeer;
  }

  /** Before it is opened: it is a link to a temporary destination's node, if not null. */
  public void follow(@Nullable TemporaryNode newNode) {
    node = newNode;
  }

  /** The engine's end of the link, or null before it is asked for. */
  @Nullable L endpoint() {
    return endpoint;
  }

  // Opening

  /** Asks for the link, which will come back after a loss. */
  public CompletableFuture<Void> open() {
    return session.run(this::openNow, opened);
  }

  /** What it waits for before it attaches, beside the broker; null if for nothing. */
  public CompletableFuture<@Nullable String> awaits() {
    L current = endpoint;
    return current == null ? CompletableFuture.completedFuture(null) : connection.awaits(current);
  }

  private void openNow() {
    String moved = node == null ? null : node.address();
    if (moved != null) {
      // It may have moved since the link was asked for.
      settings = owner.at(moved, settings);
    }
    L fresh = owner.create(session.endpoint(), settings);
    endpoint = fresh;
    if (node != null) {
      node.add(this);
      fresh.holdBack();
    }
    connection.recovery().add(owner);
    try {
      attach(fresh);
    } catch (RuntimeException refused) {
      connection.recovery().gone(owner);
      throw refused;
    }
    session.add(owner);
  }

  /** A temporary destination's node comes first, as it may have another address then. */
  private void attach(L link) {
    if (node != null && node.isMoving()) {
      link.attachLater();
    } else {
      link.attach();
    }
  }

  @Override
  public void moved(String address) {
    settings = owner.at(address, settings);
    L current = endpoint;
    if (current != null && failure == null) {
      current.settings(settings);
      if (current.isLocallyOpen()) {
        current.attach();
      }
    }
  }

  /** What waits for the node would wait for ever; what is attached is the broker's to end. */
  @Override
  public void gone() {
    L current = endpoint;
    if (current == null || failure != null || connection.failure() != null) {
      return;
    }
    if (retrying) {
      withNode = true;
      owner.detached(current, true, null);
    } else if (current.isLocallyOpen() && current.state() == LinkState.DETACHED) {
      withNode = true;
      current.detach(true, null);
    }
  }

  /** The owner's link is attached, for the first time or again. */
  void attached() {
    opened.complete(null);
    connection.recovery().restored(owner);
    toldWhenAttached();
  }

  /**
   * What the broker grants is not what was asked for: the link is as if the broker had refused it.
   * A durable source stays where it is.
   */
  void refuse(JMSException cause) {
    L current = endpoint;
    if (current != null && failure == null && !closing) {
      refusal = cause;
      Source from = settings.source();
      boolean durable = from != null && from.durable() != TerminusDurability.NONE;
      String why = String.valueOf(cause.getMessage());
      current.detach(!durable, new AmqpError(ErrorConditions.NOT_IMPLEMENTED, why));
    }
  }

  /** Done when the link is attached, perhaps over the next connection, or has ended. */
  public CompletableFuture<Void> whenAttached() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session.run(
        () -> {
          L current = endpoint;
          if (closing || woken || failure != null || (current != null && current.isAttached())) {
            done.complete(null);
          } else {
            CompletableFuture<Void> unused = nextAttach.thenRun(() -> done.complete(null));
          }
        },
        done);
  }

  /** Whoever waits for the attach waits no more, and none will: what it is for closes. */
  public void wake() {
    connection.tell(
        () -> {
          woken = true;
          toldWhenAttached();
        });
  }

  private void toldWhenAttached() {
    CompletableFuture<Void> waited = nextAttach;
    nextAttach = new CompletableFuture<>();
    waited.complete(null);
  }

  /** Whether the broker offers a capability on the link, which is open. */
  public boolean isOffered(Symbol capability) {
    L current = endpoint;
    Attach attach = current == null ? null : current.remoteAttach();
    return attach != null && attach.offeredCapabilities().contains(capability);
  }

  // The end

  /**
   * Detaches.
   *
   * @param forGood whether nothing of it is to stay at the broker
   * @param before run on the event loop just before, if there is something to detach
   */
  CompletableFuture<Void> close(boolean forGood, Runnable before) {
    return connection.run(() -> closeNow(forGood, before), closed);
  }

  private void closeNow(boolean forGood, Runnable before) {
    closing = true;
    connection.recovery().restored(owner);
    toldWhenAttached();
    L current = endpoint;
    if (current != null && failure == null) {
      before.run();
      if (retrying) {
        owner.detached(current, true, null);
      } else {
        current.detach(forGood, null);
      }
    } else {
      closed.complete(null);
    }
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
  void connectionLost() {
    refusal = null;
    L current = endpoint;
    if (current == null || closing || failure != null) {
      return;
    }
    if (node != null && node.end() != null) {
      gone();
      return;
    }
    retrying = false;
    if (!current.isLocallyOpen()) {
      attach(current);
    }
  }

  /**
   * The link has ended; gives why, for those that still wait on it, or null where it will be asked
   * for again.
   */
  @Nullable JMSException detached(Link link, @Nullable AmqpError error) {
    boolean alone =
        withNode
            ? node != null && !node.isDeleted()
            : link.session().state() == SessionState.MAPPED;
    JMSException cause = cause(error, alone);
    // A session that is closed here takes its links along: no broker has refused them.
    if (!withNode
        && !isClosing()
        && !lacksRelay()
        && session.isComingBack()
        && connection.recovery().isRetried(owner, cause)) {
      retrying = true;
      return null;
    }
    failure = cause;
    connection.recovery().gone(owner);
    boolean whileOpening = opened.completeExceptionally(cause);
    closed.complete(null);
    toldWhenAttached();
    if (!closing && !whileOpening) {
      closedByPeer.ended(cause, alone);
    }
    session.remove(owner);
    if (node != null) {
      node.remove(this);
    }
    return cause;
  }

  /** The broker behind a reconnect may have no relay: it would refuse the link each time. */
  public boolean lacksRelay() {
    L current = endpoint;
    Open open = current == null ? null : current.session().connection().remoteOpen();
    return current != null
        && current.role() == Role.SENDER
        && settings.target() instanceof Target to
        && to.address() == null
        && !to.dynamic()
        && open != null
        && !Peer.of(open).anonymousRelay();
  }

  private JMSException cause(@Nullable AmqpError error, boolean alone) {
    JMSException end = withNode && node != null ? node.end() : null;
    if (end != null && connection.failure() == null) {
      return end;
    }
    if (refusal != null && connection.failure() == null) {
      return refusal;
    }
    if (error == null && alone && !isClosing() && !opened.isDone()) {
      return new InvalidDestinationException("the broker refused the link, and told no reason");
    }
    if (error == null && closing && connection.failure() == null) {
      return JmsErrors.ended("closed");
    }
    return session.why(error, context);
  }

  /** Why the link has ended, or null while it has not. */
  @Nullable JMSException failure() {
    return failure;
  }
}
