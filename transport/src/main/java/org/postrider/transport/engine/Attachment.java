// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.FieldReader;

/**
 * What a link is on the wire from its attaches to its detaches: the state, the handles of both
 * ends, and the frames that change them (AMQP 2.6.2 to 2.6.6).
 *
 * <p>Confined to the engine's thread.
 */
final class Attachment {

  static final long NO_HANDLE = -1;

  private final SessionEndpoint session;
  private final Link link;
  private LinkState state = LinkState.DETACHED;
  private long localHandle = NO_HANDLE;
  private long remoteHandle = NO_HANDLE;
  private @Nullable Attach remoteAttach;
  private boolean detachClosed;
  private boolean detachWithError;
  private @Nullable AmqpError heldError;

  Attachment(SessionEndpoint session, Link link) {
    this.session = session;
    this.link = link;
  }

  LinkState state() {
    return state;
  }

  long localHandle() {
    return localHandle;
  }

  long remoteHandle() {
    return remoteHandle;
  }

  /** The peer's attach, or null before it came. */
  @Nullable Attach remoteAttach() {
    return remoteAttach;
  }

  /** What the peer's attach said does not matter any more. */
  void forgetAttach() {
    remoteAttach = null;
  }

  /** Whether this end has detached for good. */
  boolean isDetachClosed() {
    return detachClosed;
  }

  /** Whether this end has detached with an error. */
  boolean isDetachWithError() {
    return detachWithError;
  }

  /**
   * Attaches, with these termini.
   *
   * @throws EngineException if the peer's limits leave no room for it
   */
  void sendAttach(@Nullable Source source, @Nullable TargetArchetype target) {
    LinkState next = LinkState.TABLE.next(state, LinkEvent.SEND_ATTACH);
    long handle = session.handles().assign(link);
    Role role = link.role();
    try {
      long count =
          role == Role.SENDER ? link.firstDeliveryCount() & 0xFFFF_FFFFL : FieldReader.ABSENT;
      session.send(link.settings().attach(role, handle, source, target, count));
    } catch (EngineException tooLarge) {
      session.handles().release(handle);
      throw tooLarge;
    }
    localHandle = handle;
    state = next;
  }

  /**
   * AMQP 2.6.3: a detach needs an attach before it. Where the peer's limits do not even leave room
   * for one without termini the session ends, and the link with it.
   */
  boolean attachToDetach(@Nullable Source source, @Nullable TargetArchetype target) {
    try {
      sendAttach(source, target);
      return true;
    } catch (EngineException forbidden) {
      if (source != null || target != null) {
        return attachToDetach(null, null);
      }
      session.fail(forbidden.error());
      return false;
    }
  }

  /**
   * Detaches, as soon as the peer has answered the attach: some brokers answer neither where they
   * read both at once, and then nothing would end the link but the connection.
   */
  void sendDetach(boolean closed, @Nullable AmqpError error) {
    detachClosed = closed;
    detachWithError = error != null;
    state = LinkState.TABLE.next(state, LinkEvent.SEND_DETACH);
    if (state == LinkState.DETACH_PIPE) {
      heldError = error;
      return;
    }
    putDetach(error);
    if (state == LinkState.DETACHED) {
      releaseHandles();
    }
  }

  private void putDetach(@Nullable AmqpError error) {
    session.sendWithError(cut -> new Detach(localHandle, detachClosed, cut), error);
  }

  /** The peer's attach came. */
  void attached(Attach attach) {
    state = LinkState.TABLE.next(state, LinkEvent.RECEIVE_ATTACH);
    remoteHandle = attach.handle();
    remoteAttach = attach;
    if (state == LinkState.DETACH_SENT) {
      putDetach(heldError);
      heldError = null;
    }
  }

  /** The peer's detach came; gives whether it is one that is to be answered. */
  boolean detached() {
    state = LinkState.TABLE.next(state, LinkEvent.RECEIVE_DETACH);
    if (state == LinkState.DETACH_RCVD) {
      return true;
    }
    releaseHandles();
    return false;
  }

  /** AMQP 2.6.2: a handle is free again when both ends have detached. */
  private void releaseHandles() {
    session.handles().release(localHandle);
    session.handles().removeRemote(remoteHandle);
    localHandle = NO_HANDLE;
    remoteHandle = NO_HANDLE;
  }

  /** The mapping of the session is over, and with it the attachment. */
  void reset() {
    state = LinkState.TABLE.next(state, LinkEvent.DISCONNECT);
    localHandle = NO_HANDLE;
    remoteHandle = NO_HANDLE;
    remoteAttach = null;
    heldError = null;
  }
}
