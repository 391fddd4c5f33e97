// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.Printable;

/**
 * One end of a link: its attach and detach; what flows over it is its subclasses' (AMQP 2.6).
 *
 * <p>Confined to the engine's thread.
 */
public abstract sealed class Link permits SenderLink, ReceiverLink {

  private final SessionEndpoint session;
  private final Role role;
  private final boolean remoteInitiated;

  // Survives a reconnect.
  private LinkSettings settings;
  private @Nullable LinkListener listener;
  private @Nullable Object context;
  private boolean locallyOpen;
  private boolean heldBack;
  private boolean waitsForOwner;

  // One attachment.
  private final Attachment attachment;
  private boolean muted;
  private int held;

  Link(SessionEndpoint session, Role role, LinkSettings settings, boolean remoteInitiated) {
    this.session = session;
    this.role = role;
    this.settings = settings;
    this.remoteInitiated = remoteInitiated;
    this.attachment = new Attachment(session, this);
  }

  /** The session that it belongs to. */
  public SessionEndpoint session() {
    return session;
  }

  /** Which end this is. */
  public Role role() {
    return role;
  }

  /** The name. */
  public String name() {
    return settings.name();
  }

  /** The name as it may stand in messages and logs: the peer may have given it. */
  public String shownName() {
    return Printable.name(name());
  }

  /** What this end asks for or grants. */
  public LinkSettings settings() {
    return settings;
  }

  /** Sets what this end will ask for or grant with its next attach; the name stays. */
  public void settings(LinkSettings newSettings) {
    if (!newSettings.name().equals(name())) {
      throw new IllegalArgumentException(
          "link " + shownName() + " cannot get the name " + newSettings.name());
    }
    settings = newSettings;
  }

  /** What the face keeps with it, or null. */
  public @Nullable Object context() {
    return context;
  }

  /** Keeps something with it. */
  public void context(@Nullable Object newContext) {
    context = newContext;
  }

  /** The state of the link endpoint. */
  public LinkState state() {
    return attachment.state();
  }

  /** Whether this end wants the link: it will come back after a reconnect. */
  public boolean isLocallyOpen() {
    return locallyOpen;
  }

  /**
   * Holds the link back after each loss until {@link #attach} is called again: for what depends on
   * another link's answer, as the address of a dynamic node does.
   */
  public void holdBack() {
    heldBack = true;
  }

  /**
   * Wants a link that is held back, and leaves it to a later {@link #attach}, as after a loss: what
   * it depends on is not there yet.
   *
   * @throws IllegalStateException if another link of the session bears the name
   */
  public void attachLater() {
    session.links().claim(this);
    locallyOpen = true;
    waitsForOwner = true;
  }

  /** Whether only its owner's {@link #attach} brings it back. */
  boolean isWaitingForOwner() {
    return waitsForOwner;
  }

  /**
   * Whether it is to attach when the link that bore its name before has gone: see {@link #attach}.
   */
  public boolean isAwaitingName() {
    return session.links().isHeir(this);
  }

  /** Whether the peer attached it first. */
  public boolean isRemoteInitiated() {
    return remoteInitiated;
  }

  /** Whether both ends have attached and the peer has granted the terminus. */
  public boolean isAttached() {
    return state() == LinkState.ATTACHED && !isRefusedByPeer();
  }

  /** The peer's attach, or null before it came. */
  public @Nullable Attach remoteAttach() {
    return attachment.remoteAttach();
  }

  /** The source that the peer told, or null. */
  public @Nullable Source remoteSource() {
    Attach remote = remoteAttach();
    return remote == null ? null : remote.source();
  }

  /** The target that the peer told, or null. */
  public @Nullable TargetArchetype remoteTarget() {
    Attach remote = remoteAttach();
    return remote == null ? null : remote.target();
  }

  void linkListener(LinkListener newListener) {
    listener = newListener;
  }

  /**
   * Asks for the link, or grants the one that the peer asked for. Before the session is begun it
   * waits; where another link was asked for before, until the peer's begin has told the handle-max;
   * and while the link that bore its name before is being detached. Attached or detaching it does
   * nothing.
   *
   * @throws IllegalStateException if another link of the session bears the name
   * @throws EngineException if the peer's limits leave no room for a link that this end asks for
   */
  public void attach() {
    if (isDetaching()) {
      return;
    }
    boolean free = session.links().claim(this);
    locallyOpen = true;
    waitsForOwner = false;
    muted = false;
    if (!free || !mayAttachNow()) {
      return;
    }
    try {
      attachment.sendAttach(settings.source(), settings.target());
    } catch (EngineException forbidden) {
      if (state() == LinkState.ATTACH_RCVD) {
        fail(forbidden.error());
        return;
      }
      unwant();
      session.links().forget(this);
      throw forbidden;
    }
    announceAttached();
    attachedHere();
  }

  /** It is not to come back, nor to attach if it has not yet. */
  private void unwant() {
    if (locallyOpen) {
      locallyOpen = false;
      session.connection().listener().unwanted(this);
    }
  }

  private boolean mayAttachNow() {
    return state() == LinkState.ATTACH_RCVD
        ? session.canSend()
        : state() == LinkState.DETACHED && session.mayAttach(this);
  }

  /** Attaches what had to wait, if it is still wanted: see {@link ConnectionListener#mayAttach}. */
  public void admit() {
    if (locallyOpen && state() == LinkState.DETACHED) {
      attachOrReport();
    }
  }

  /**
   * Attaches again, or for the first time; what the peer's limits forbid is told as the link's end.
   */
  public void attachOrReport() {
    try {
      attach();
    } catch (EngineException forbidden) {
      reportDetached(true, forbidden.error());
    }
  }

  /**
   * Refuses the link that the peer asked for: attaches without the terminus, then detaches with the
   * error (AMQP 2.6.3). Where the peer has taken its attach back there is nothing to refuse.
   */
  public void refuse(AmqpError error) {
    if (state() == LinkState.DETACHED && remoteInitiated) {
      return;
    }
    if (state() != LinkState.ATTACH_RCVD) {
      throw new IllegalStateException(
          "link " + shownName() + " is not to be refused in " + state());
    }
    boolean sender = role == Role.SENDER;
    if (attachment.attachToDetach(
        sender ? null : settings.source(), sender ? settings.target() : null)) {
      attachment.sendDetach(true, error);
    }
    // The peer may leave it at that: its name is all that is needed yet.
    settings = LinkSettings.of(name(), null, null);
    attachment.forgetAttach();
  }

  /**
   * Detaches. Before the peer has answered the attach it waits for that: the caller sets a deadline
   * as for the answer to the detach.
   *
   * @param closed whether for good; else the terminus stays where it is durable
   * @param error why, or null
   */
  public void detach(boolean closed, @Nullable AmqpError error) {
    if (!locallyOpen && state() != LinkState.ATTACH_RCVD) {
      return;
    }
    unwant();
    if (state() == LinkState.DETACHED) {
      session.links().forget(this);
      reportDetached(closed, error);
      return;
    }
    if (!session.canSend()) {
      // The end of the session, or of the connection, is the link's too.
      return;
    }
    sendFullDetach(closed, error);
    stopTransfers(false);
  }

  private void sendFullDetach(boolean closed, @Nullable AmqpError error) {
    if (state() == LinkState.ATTACH_RCVD
        && !attachment.attachToDetach(settings.source(), settings.target())) {
      return;
    }
    if (LinkState.TABLE.allows(state(), LinkEvent.SEND_DETACH)) {
      attachment.sendDetach(closed, error);
    }
  }

  /** A mistake of the peer on this link: it is detached with the error, and the face is told. */
  void fail(AmqpError error) {
    boolean known = locallyOpen;
    unwant();
    if (session.canSend()) {
      sendFullDetach(!isKeptByPeer(), error);
    }
    stopTransfers(true);
    if (known) {
      reportDetached(true, error);
      muted = true;
    }
  }

  /**
   * Whether the peer keeps what a close of this end would delete: a durable source, a subscription
   * with all that waits there (AMQP 2.6.6). Only the application closes that.
   */
  private boolean isKeptByPeer() {
    return role == Role.RECEIVER && settings.isSourceDurable();
  }

  /**
   * Whether deliveries of it are not settled: they outlive a detach that does not close it, as long
   * as the session does (AMQP 2.6.4).
   */
  public boolean hasUnsettled() {
    return unsettled().size() > 0;
  }

  abstract LinkDeliveries<?> unsettled();

  // What the session tells.

  /**
   * What the peer's attach costs until its handle is free again, and no delivery of the link is
   * unsettled: these keep it.
   */
  void held(int octets) {
    // A link that was suspended, and is attached again, keeps what it had.
    held += octets;
  }

  /** The peer's handle is free again. */
  void released() {
    session.connection().sessions().released(this);
    if (!hasUnsettled()) {
      releaseHeld();
    }
  }

  /** None of its deliveries is unsettled any more. */
  void noneUnsettled() {
    if (attachment.remoteHandle() == Attachment.NO_HANDLE) {
      releaseHeld();
    }
  }

  private void releaseHeld() {
    session.connection().holdings().removeLink(held);
    held = 0;
  }

  /** The peer's attach came. */
  void remoteAttached(Attach attach) {
    attachment.attached(attach);
    attachedThere(attach);
    announceAttached();
  }

  private void announceAttached() {
    // AMQP 2.6.3: an attach without the terminus is the first half of a refusal.
    if (isAttached() && listener != null) {
      listener.attached(this);
    }
  }

  private boolean isRefusedByPeer() {
    if (remoteInitiated) {
      return false;
    }
    return role == Role.RECEIVER ? remoteSource() == null : remoteTarget() == null;
  }

  /** The peer's detach came. */
  void remoteDetached(Detach detach) {
    boolean closed = detach.closed();
    unwant();
    if (!attachment.detached()) {
      closed |= attachment.isDetachClosed();
    } else if (!answerDetach(detach)) {
      return;
    }
    session.links().forget(this);
    // AMQP 2.6.5: after an error nobody counts on the state of the deliveries.
    stopTransfers(closed || attachment.isDetachWithError() || detach.error() != null);
    if (detach.closed() && !attachment.isDetachClosed() && !isKeptByPeer()) {
      closeAfterDetach(detach.error());
    }
    session.links().passOn(this);
    reportDetached(closed, detach.error());
  }

  private boolean answerDetach(Detach detach) {
    // Without a handle the peer took its attach back before it was answered.
    if (localHandle() == Attachment.NO_HANDLE && !attachment.attachToDetach(null, null)) {
      return false;
    }
    attachment.sendDetach(detach.closed(), null);
    return true;
  }

  /**
   * AMQP 2.6.6: what we suspended and the peer closed is to be closed by us too. Not so a durable
   * source: the peer's error may be of this link alone, as when another one has stolen it, and
   * brokers take the attach and the close for an unsubscribe.
   */
  private void closeAfterDetach(@Nullable AmqpError error) {
    if (session.links().rememberAgain(this)
        && attachment.attachToDetach(settings.source(), settings.target())) {
      attachment.sendDetach(true, null);
    }
    reportDetached(true, error);
    muted = true;
  }

  private void reportDetached(boolean closed, @Nullable AmqpError error) {
    if (listener != null && !muted) {
      listener.detached(this, closed, error);
    }
  }

  /** The session has ended. */
  void sessionEnded(@Nullable AmqpError error) {
    boolean report = locallyOpen || state() != LinkState.DETACHED;
    unwant();
    reset();
    if (report) {
      reportDetached(true, error);
      muted = true;
    }
  }

  /** The connection is gone; what is locally open will be attached again. */
  void disconnected() {
    boolean known = locallyOpen || state() != LinkState.DETACHED;
    locallyOpen &= !remoteInitiated;
    waitsForOwner = heldBack;
    reset();
    if (known && !locallyOpen) {
      reportDetached(true, null);
    }
  }

  /** Forgets the attachment. */
  void reset() {
    attachment.reset();
    stopTransfers(true);
  }

  /** What a sender's delivery-count is before its first delivery. */
  int firstDeliveryCount() {
    return session.connection().firstNumbers().deliveryCount();
  }

  long localHandle() {
    return attachment.localHandle();
  }

  long remoteHandle() {
    return attachment.remoteHandle();
  }

  /**
   * Whether this end has detached, or will as soon as it may: frames of the peer may still be on
   * their way.
   */
  boolean isDetaching() {
    return state() == LinkState.DETACH_SENT || state() == LinkState.DETACH_PIPE;
  }

  /** Whether the peer has yet to answer our attach. */
  boolean isUnanswered() {
    return state() == LinkState.ATTACH_SENT || state() == LinkState.DETACH_PIPE;
  }

  /** Whether this end may send flows and transfers. */
  boolean isLocallyAttached() {
    return state() == LinkState.ATTACH_SENT || state() == LinkState.ATTACHED;
  }

  abstract void flowed(FlowView flow);

  /** The peer has attached; where this end cannot live with how, it throws. */
  abstract void attachedThere(Attach attach);

  /**
   * No transfer is possible any more.
   *
   * @param forGood whether what was transferred and not settled is lost too
   */
  abstract void stopTransfers(boolean forGood);

  /** Sends the link's flow: as an answer, or because one is due. */
  abstract void sendFlow(boolean answer);

  /** This end has attached: what waited for it may go on. */
  abstract void attachedHere();

  @Override
  public String toString() {
    return role + " " + shownName() + " " + state();
  }
}
