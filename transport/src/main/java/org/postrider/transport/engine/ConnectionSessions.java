// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Role;

/**
 * The sessions of a connection: which there are, behind which channels, and which of them have
 * gathered something to put out.
 *
 * <p>Confined to the engine's thread.
 */
final class ConnectionSessions {

  /** Most connections have one session or two. */
  private static final int FIRST_CAPACITY = 2;

  // Survives a reconnect.
  private final Set<SessionEndpoint> sessions = new LinkedHashSet<>(FIRST_CAPACITY);
  private final List<SessionEndpoint> flushesDue = new ArrayList<>(FIRST_CAPACITY);

  // One socket.
  private final List<HeldEnd> endsHeld = new ArrayList<>();
  private @Nullable Channels channels;
  private int unsettledOutgoing;

  /** By name, who was attached under it last: a peer may begin many sessions, and look in each. */
  private final Map<String, Link> attachedSenders = new HashMap<>(FIRST_CAPACITY);

  private final Map<String, Link> attachedReceivers = new HashMap<>(FIRST_CAPACITY);

  /** A fresh socket: no session has a channel yet. */
  void started(int channelMax) {
    channels = new Channels(channelMax);
    unsettledOutgoing = 0;
    endsHeld.clear();
  }

  Channels channels() {
    return Objects.requireNonNull(channels, "started");
  }

  /** All of them, in the order in which they came. */
  List<SessionEndpoint> all() {
    return List.copyOf(sessions);
  }

  void remember(SessionEndpoint session) {
    sessions.add(session);
  }

  void forget(SessionEndpoint session) {
    sessions.remove(session);
    if (channels != null) {
      channels.release(session);
    }
  }

  /** The peer attaches a link anew: whoever stands for it in any session has lost it. */
  void steal(Role role, String name) {
    Link holder = attached(role).get(name);
    if (holder != null && !holder.isDetaching()) {
      holder.session().steal(holder);
    }
  }

  private Map<String, Link> attached(Role role) {
    return role == Role.SENDER ? attachedSenders : attachedReceivers;
  }

  /** The peer has attached a link, which stands for its name in all sessions. */
  void attached(Link link) {
    attached(link.role()).put(link.name(), link);
  }

  /** The peer's handle of a link is free again. */
  void released(Link link) {
    attached(link.role()).remove(link.name(), link);
  }

  /** The connection is open: what is wanted is begun, for the first time or again. */
  void begin() {
    for (SessionEndpoint session : List.copyOf(sessions)) {
      if (session.isLocallyOpen()) {
        session.beginOrReport();
      }
    }
  }

  /** The output takes transfers again. */
  void pump() {
    for (SessionEndpoint session : List.copyOf(sessions)) {
      session.outgoing().pump();
    }
  }

  /** The end of a session waits. */
  void endIsHeld(HeldEnd end) {
    endsHeld.add(end);
  }

  /**
   * Has ends go out that have waited for long enough.
   *
   * @return when to call again
   */
  long tick(long nowMs) {
    long next = IdleTimer.NEVER;
    for (int i = endsHeld.size() - 1; i >= 0; i--) {
      long untilMs = endsHeld.get(i).tick(nowMs);
      if (untilMs == IdleTimer.NEVER) {
        endsHeld.remove(i);
      }
      next = Math.min(next, untilMs);
    }
    return next;
  }

  /** How many deliveries that were sent are not settled. */
  int unsettledOutgoing() {
    return unsettledOutgoing;
  }

  /** There is one delivery more that was sent and is not settled, or less. */
  void unsettledOutgoing(int change) {
    unsettledOutgoing += change;
  }

  void flushIsDue(SessionEndpoint session) {
    flushesDue.add(session);
  }

  /** Puts out what was gathered. */
  void flush() {
    while (!flushesDue.isEmpty()) {
      List<SessionEndpoint> due = List.copyOf(flushesDue);
      flushesDue.clear();
      due.forEach(SessionEndpoint::flush);
    }
  }

  /** The socket is gone: what was gathered is not put out. */
  void stopped() {
    flushesDue.clear();
  }

  /** The socket is lost; what is locally open stays, to be begun again. */
  void disconnected() {
    for (SessionEndpoint session : List.copyOf(sessions)) {
      session.disconnected();
      if (!session.isLocallyOpen()) {
        sessions.remove(session);
      }
    }
  }

  /** The connection is closed for good. */
  void closed(@Nullable AmqpError error) {
    flushesDue.clear();
    List<SessionEndpoint> ended = List.copyOf(sessions);
    sessions.clear();
    ended.forEach(session -> session.connectionClosed(error));
  }
}
