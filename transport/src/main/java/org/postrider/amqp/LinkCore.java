// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.LinkState;
import org.postrider.transport.engine.SessionEndpoint;

/**
 * What senders and receivers have in common: opening, closing, and the events of both.
 *
 * <p>Confined to the container's loop, but for the fields that say so.
 */
final class LinkCore {

  /** Makes the engine's end of the link in a session, with its listener. */
  @FunctionalInterface
  interface Maker {
    org.postrider.transport.engine.Link make(SessionEndpoint in);
  }

  private final Link owner;
  private final Session session;
  private final String name;
  private final MessagingHandler handler;

  private final CloseDeadline answer = new CloseDeadline();
  private final EventOrder order = new EventOrder();

  // Survives a reconnect.
  private org.postrider.transport.engine.@Nullable Link link;
  private boolean closeAsked;
  private volatile boolean closed;
  private volatile @Nullable AmqpError error;

  // One attachment; read on any thread.
  private volatile boolean open;
  private volatile @Nullable Source localSource;
  private volatile @Nullable TargetArchetype localTarget;
  private volatile @Nullable Source remoteSource;
  private volatile @Nullable TargetArchetype remoteTarget;

  LinkCore(Link owner, Session session, String name, @Nullable MessagingHandler handler) {
    this.owner = owner;
    this.session = session;
    this.name = name;
    this.handler = handler == null ? session.handler() : handler;
  }

  Session session() {
    return session;
  }

  String name() {
    return name;
  }

  /** The name as it may stand in messages and logs: the peer may have given it. */
  String shownName() {
    return Printable.name(name);
  }

  boolean isOpen() {
    return open;
  }

  boolean isClosed() {
    return closed;
  }

  @Nullable AmqpError error() {
    return error;
  }

  @Nullable Source remoteSource() {
    return remoteSource;
  }

  @Nullable TargetArchetype remoteTarget() {
    return remoteTarget;
  }

  @Nullable Source localSource() {
    return localSource;
  }

  @Nullable TargetArchetype localTarget() {
    return localTarget;
  }

  void touch() {
    session.connection().core().touch();
  }

  /** Attaches a link of our own, unless that was done or the link is closed by now. */
  void openOnce(Role role, Maker maker) {
    if (link != null || closed || session.isEnding()) {
      // In the last case it ends with its session.
      return;
    }
    SessionEndpoint in = session.endpoint();
    if (closed) {
      // The session could not begin, and has taken the link with it.
      return;
    }
    if (in.isTaken(role, name)) {
      openLater(role, maker);
      return;
    }
    link = maker.make(in);
    fire(EventType.LINK_INIT);
    if (!isCloseAsked()) {
      attach();
    }
  }

  private void openLater(Role role, Maker maker) {
    if (session.links().isGivenUp(owner)) {
      session.links().names().add(() -> openOnce(role, maker));
      return;
    }
    String kind = role == Role.SENDER ? "sender" : "receiver";
    String words =
        "link name '" + name + "' must be free: another " + kind + " of the session has it";
    error = new AmqpError(ErrorConditions.NOT_ALLOWED, words);
    session.connection().log().closed("link " + name, error);
    fire(EventType.LINK_ERROR);
    SessionLinks.abandon(owner);
    ended();
  }

  /** A link that the peer asks for: the handler decides, else it is opened as it is asked for. */
  void remoteOpening(org.postrider.transport.engine.Link remote, Runnable openByDefault) {
    link = remote;
    remoteSource = remote.remoteSource();
    remoteTarget = remote.remoteTarget();
    fire(EventType.LINK_INIT);
    fire(EventType.LINK_REMOTE_OPEN);
    fire(EventType.LINK_OPENING);
    if (isUnanswered()) {
      openByDefault.run();
    }
  }

  private boolean isUnanswered() {
    return link != null && link.state() == LinkState.ATTACH_RCVD && !closed;
  }

  /** Grants a link that the peer asks for. */
  void grant() {
    if (isUnanswered()) {
      attach();
    }
  }

  private void attach() {
    if (link != null) {
      localSource = link.settings().source();
      localTarget = link.settings().target();
      link.attachOrReport();
      touch();
      if (!closed) {
        fire(EventType.LINK_LOCAL_OPEN);
      }
      if (link.isAwaitingName()) {
        session.connection().later(this::giveNameUp, NameWaits.TIMEOUT_MS);
      }
    }
  }

  /** The peer has had its time to answer the detach of the link that bore the name before. */
  private void giveNameUp() {
    if (link != null && link.isAwaitingName()) {
      String words =
          "link name '"
              + name
              + "' must be free: the peer has not answered the detach of the link that had it for "
              + NameWaits.TIMEOUT_MS
              + " ms";
      close(true, new AmqpError(ErrorConditions.RESOURCE_LOCKED, words));
    }
  }

  void refuse(AmqpError why) {
    if (!isUnanswered() || link == null) {
      throw new IllegalStateException("link " + shownName() + " does not wait for an answer");
    }
    closeAsked = true;
    link.refuse(why);
    touch();
  }

  /** Refuses a link that the peer asks for, if nobody has answered it. */
  void refuseIfUnanswered(AmqpError why) {
    if (isUnanswered()) {
      refuse(why);
    }
  }

  /** Closes or detaches this end; an end that the peer never heard of is at its end at once. */
  void close(boolean forGood, @Nullable AmqpError why) {
    if (closed || closeAsked) {
      return;
    }
    closeAsked = true;
    open = false;
    if (link == null) {
      ended();
      return;
    }
    fire(forGood ? EventType.LINK_LOCAL_CLOSE : EventType.LINK_LOCAL_DETACH);
    link.detach(forGood, why);
    touch();
    session.connection().core().gone(this);
    if (link.state() == LinkState.DETACHED) {
      ended();
    } else if (!closed) {
      answer.begin(session.connection(), this::unanswered);
    }
  }

  /** The peer has not answered the close. */
  private void unanswered() {
    SessionLinks.abandon(owner);
    ended();
    session.links().finish(this);
  }

  Link owner() {
    return owner;
  }

  boolean isCloseAsked() {
    return closeAsked || closed;
  }

  /** Whether it was this end that asked for its close. */
  boolean isCloseAskedHere() {
    return closeAsked;
  }

  // What the engine tells.

  void attached(org.postrider.transport.engine.Link attached) {
    remoteSource = attached.remoteSource();
    remoteTarget = attached.remoteTarget();
    open = true;
    // Each by itself: a handler may close it as the peer opens it.
    fire(EventType.LINK_LOCAL_OPEN);
    fire(EventType.LINK_REMOTE_OPEN);
    if (isCloseAsked()) {
      return;
    }
    fire(EventType.LINK_OPENED);
    if (!attached.isRemoteInitiated()) {
      session.connection().core().stands(this);
    }
  }

  void detached(boolean forGood, @Nullable AmqpError why) {
    open = false;
    if (closed || (session.isBeingLost() && endsWithLoss() && !closeAsked)) {
      // In the latter case it ends when the loss has been told.
      return;
    }
    if (endsAlone()) {
      error = why;
      fire(forGood ? EventType.LINK_REMOTE_CLOSE : EventType.LINK_REMOTE_DETACH);
      if (why != null) {
        session.connection().log().closed("link " + name, why);
        fire(EventType.LINK_ERROR);
      } else if (!closeAsked) {
        fire(EventType.LINK_CLOSING);
      }
    }
    ended();
  }

  /** Not with session or socket; a token may be refused before the peer has begun the session. */
  private boolean endsAlone() {
    return link != null
        && !session.isBeingLost()
        && switch (link.session().state()) {
          case BEGIN_SENT, MAPPED -> true;
          default -> false;
        };
  }

  /** The connection is lost; the link comes back with it, unless it was being closed. */
  void disconnected() {
    open = false;
    order.disconnected();
    if (closeAsked) {
      ended();
    }
  }

  /** Whether a loss of the connection is its end: the peer had asked for it, or for its session. */
  boolean endsWithLoss() {
    return link != null && (link.isRemoteInitiated() || link.session().isRemoteInitiated());
  }

  /** It has come to its end with its connection, which was lost. */
  void abandoned() {
    if (!closed) {
      closed = true;
      open = false;
      answer.cancel();
    }
    fire(EventType.LINK_FINAL);
  }

  /** It has come to its end in good order. */
  void ended() {
    if (closed) {
      return;
    }
    closed = true;
    open = false;
    answer.cancel();
    session.links().remove(owner);
    fire(EventType.LINK_CLOSED);
    if (link != null && link.hasUnsettled()) {
      session.links().linger(owner);
    } else {
      fire(EventType.LINK_FINAL);
    }
    session.connection().core().gone(this);
  }

  /**
   * One of its deliveries has been updated, or is at its end. Those of a link that is detached, but
   * not closed, may have events yet: the link's last one comes behind theirs.
   */
  void delivered() {
    if (closed && !order.isOver() && link != null && !link.hasUnsettled()) {
      // Behind what is told of the delivery now.
      session.connection().later(() -> session.links().finish(this), 0);
    }
  }

  // Events.

  void fire(EventType type) {
    order.tell(type, each -> fire(event(each).because(error)));
  }

  /** Of a delivery: never dropped, for a message may be handed over as the link ends. */
  void fire(Event event) {
    session.connection().loop().events().deliver(handler, event);
  }

  /** The same, with what is to follow at once. */
  void fire(Event event, EventDelivery.Callback callback) {
    session.connection().loop().events().deliver(handler, event, callback);
  }

  /** Does something when the events before are told: now, or behind those that wait. */
  void behindEvents(Runnable command) {
    // Handled like an event, but that no handler is called.
    Runnable guarded = session.connection().fault().guard(command);
    fire(event(EventType.LINK_FLOW), (handled, event) -> guarded.run());
  }

  Event event(EventType type) {
    return new Event(type, session.connection().container()).on(owner);
  }
}
