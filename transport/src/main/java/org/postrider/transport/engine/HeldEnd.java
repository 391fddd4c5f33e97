// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.End;

/**
 * A session's end on its way out: it waits for the answers to the attaches which went out before
 * it. A broker on proton-j, as Artemis, that reads an attach and the end together writes nothing
 * any more, for no session of the connection.
 *
 * <p>Confined to the engine's thread. What the peer has had for {@link #PATIENCE_MS} it does not
 * read together with what comes then.
 */
final class HeldEnd {

  static final long PATIENCE_MS = 5_000;

  private final SessionEndpoint session;
  private final FrameOutput output;

  // Of an end that waits.
  private @Nullable Set<Link> unanswered;
  private @Nullable AmqpError error;
  private long untilMs = IdleTimer.NEVER;

  HeldEnd(SessionEndpoint session, FrameOutput output) {
    this.session = session;
    this.output = output;
  }

  /**
   * Sends the end, at once where it is an answer or tells a mistake, and where the peer too waits
   * for an answer, which this end does not give any more.
   */
  void send(@Nullable AmqpError newError) {
    error = newError;
    SessionState state = session.state();
    if (state == SessionState.END_SENT || state == SessionState.END_PIPE) {
      unanswered = unanswered();
    }
    if (unanswered == null) {
      put();
    } else {
      untilMs = IdleTimer.NEVER;
      session.connection().sessions().endIsHeld(this);
    }
  }

  private @Nullable Set<Link> unanswered() {
    Set<Link> links = null;
    for (Link link : session.links().all()) {
      if (link.state() == LinkState.ATTACH_RCVD) {
        return null;
      }
      if (link.isUnanswered()) {
        links = links == null ? new HashSet<>() : links;
        links.add(link);
      }
    }
    return links;
  }

  private void put() {
    output.sendWithError(session.channel(), End::new, error);
    clear();
  }

  /** An attach of the peer came behind our end, or would have: an answer, or what asks for one. */
  void attached(Attach attach) {
    Set<Link> awaited = unanswered;
    if (awaited != null) {
      Link answered = session.links().get(attach.role().opposite(), attach.name());
      if (!awaited.remove(answered) || awaited.isEmpty()) {
        put();
      }
    }
  }

  /** Waits no longer. */
  void release() {
    if (unanswered != null) {
      put();
    }
  }

  /** Gives until when it waits, counted from the first time that this is asked. */
  long tick(long nowMs) {
    if (unanswered == null) {
      return IdleTimer.NEVER;
    }
    if (untilMs == IdleTimer.NEVER) {
      untilMs = nowMs + PATIENCE_MS;
    }
    if (nowMs < untilMs) {
      return untilMs;
    }
    put();
    return IdleTimer.NEVER;
  }

  /** It is out, or nobody hears it. */
  void clear() {
    unanswered = null;
    error = null;
  }
}
