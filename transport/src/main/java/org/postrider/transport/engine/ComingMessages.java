// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;

/**
 * The messages of a connection that have come in part: how much of them is kept, and which may go
 * on when there are too many at once.
 *
 * <p>Confined to the engine's thread. Where several large ones come together, the sessions of all
 * but the first in line wait with a shut window until it is whole, and no link begins with another;
 * a peer that keeps to that is far from the limit, and one that does not is ended there. One that
 * stands still when it is its turn leaves the line: nobody waits for it, its session may go on, and
 * when more of it comes it is in line again, behind the others.
 */
final class ComingMessages {

  /** What part of the limit may be kept before messages have to wait for each other. */
  private static final int CROWD = 16;

  /** How long the others wait for one of which less than {@link #LEAST_OCTETS} comes. */
  static final long PATIENCE_MS = 10_000;

  /** How much of a message must come within {@link #PATIENCE_MS} for it to keep its turn. */
  static final int LEAST_OCTETS = 64 * 1024;

  /** All sessions are told of a crowd and of its end, so it does not come again within this. */
  static final long CALM_MS = 100;

  private static final Set<ReceiverLink> NONE = Collections.emptySet();

  private final ConnectionEngine connection;
  // In the order in which their messages began, or went on after they had stood still. Most
  // connections never have one.
  private Set<ReceiverLink> line = NONE;
  // Few ever stand still.
  private Set<ReceiverLink> still = NONE;
  private long octets;
  private long stillOctets;
  private @Nullable SessionEndpoint turn;
  private long calmSinceMs = Long.MIN_VALUE / 2;

  // Of the one whose turn it is.
  private @Nullable ReceiverLink first;
  private long cameOctets;
  private long lookMs = IdleTimer.NEVER;

  ComingMessages(ConnectionEngine connection) {
    this.connection = connection;
  }

  private long limit() {
    return connection.settings().maxIncompleteOctets();
  }

  /**
   * A part of a message came, and more of it is to come. A message alone may be as large as its
   * link allows.
   *
   * @param added what is kept for the part
   * @param messageOctets what is kept for this message, with the part
   */
  void add(ReceiverLink link, long added, long messageOctets) {
    if (added == messageOctets) {
      lineUp(link);
    } else if (!still.isEmpty() && still.remove(link)) {
      stillOctets -= messageOctets - added;
      lineUp(link);
    }
    octets += added;
    if (link == first) {
      cameOctets += added;
    }
    if (isTooMuch(messageOctets)) {
      endWhatStandsStill(messageOctets);
      if (isTooMuch(messageOctets)) {
        throw ProtocolViolation.ofLink(
            link, ErrorConditions.RESOURCE_LIMIT_EXCEEDED, tooMuch(link));
      }
    }
    look(link);
  }

  private boolean isTooMuch(long messageOctets) {
    return limit() > 0 && octets > limit() && octets > messageOctets;
  }

  /** Who has stood still for longest ends first; one that goes on is not to make room for it. */
  private void endWhatStandsStill(long messageOctets) {
    for (ReceiverLink slow : List.copyOf(still)) {
      if (isTooMuch(messageOctets)) {
        slow.fail(new AmqpError(ErrorConditions.RESOURCE_LIMIT_EXCEEDED, tooMuch(slow)));
      }
    }
  }

  private String tooMuch(ReceiverLink link) {
    return "link "
        + link.name()
        + ": the connection's incomplete messages have more than "
        + limit()
        + " octets, the limit (maxIncompleteSize)";
  }

  /** A message is complete, or will not be. */
  void remove(ReceiverLink link, long messageOctets) {
    if (!leaveLine(link) && still.remove(link)) {
      stillOctets -= messageOctets;
    }
    octets -= messageOctets;
    look(link);
  }

  /** How much is kept. */
  long octets() {
    return octets;
  }

  /** Whether no large message is to begin. */
  boolean isCrowded() {
    return turn != null;
  }

  /**
   * Has one that stands still make way.
   *
   * @return when to call again
   */
  long tick(long nowMs) {
    ReceiverLink slow = first;
    if (slow != null && nowMs >= lookMs) {
      if (cameOctets >= LEAST_OCTETS) {
        begin(nowMs);
      } else {
        leaveLine(slow);
        still = still == NONE ? new LinkedHashSet<>() : still;
        still.add(slow);
        stillOctets += slow.comingOctets();
        look(slow);
      }
    }
    return lookMs;
  }

  private void begin(long nowMs) {
    cameOctets = 0;
    lookMs = nowMs + PATIENCE_MS;
  }

  private void look(ReceiverLink changed) {
    // What stands still may do so for ever: the others share what is left.
    long left = Math.max(0, limit() - stillOctets);
    long part = turn == null ? left / CROWD : left / (2 * CROWD);
    boolean crowded = limit() > 0 && line.size() > 1 && octets - stillOctets > part;
    if (turn == null && connection.nowMs() - calmSinceMs < CALM_MS) {
      crowded = false;
    }
    ReceiverLink head = crowded ? eldest() : null;
    if (head != first) {
      first = head;
      begin(connection.nowMs());
    }
    if (head == null) {
      lookMs = IdleTimer.NEVER;
    }
    turn(head == null ? null : head.session(), changed);
  }

  private ReceiverLink eldest() {
    return line.iterator().next();
  }

  /** A hostile peer may move the turn with each frame: that must not cost more with more links. */
  private void turn(@Nullable SessionEndpoint next, ReceiverLink changed) {
    SessionEndpoint before = turn;
    turn = next;
    if (before == null && next == null) {
      return;
    }
    if (before != null && next != null) {
      hold(before);
      hold(next);
      hold(changed.session());
      changed.reconsiderCredit();
      return;
    }
    if (next == null) {
      calmSinceMs = connection.nowMs();
    }
    for (SessionEndpoint session : connection.sessions().all()) {
      hold(session);
      session.links().reconsiderCredit();
    }
  }

  private void hold(SessionEndpoint session) {
    session.window().hold(turn != null && session != turn && session.batch().isInLine());
    session.batch().tellWindow();
  }

  private void lineUp(ReceiverLink link) {
    line = line == NONE ? new LinkedHashSet<>() : line;
    line.add(link);
    link.session().batch().inLine(1);
  }

  private boolean leaveLine(ReceiverLink link) {
    boolean left = line.remove(link);
    if (left) {
      link.session().batch().inLine(-1);
    }
    return left;
  }
}
