// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.ErrorConditions;

/**
 * The messages of a connection that have come in part: how much of them is kept, and which may go
 * on when there are too many at once.
 *
 * <p>Confined to the engine's thread. Where several large ones come together, the sessions of all
 * but the eldest wait with a shut window until it is whole, and no link begins with another; a peer
 * that keeps to that is far from the limit, and one that does not is ended there.
 */
final class ComingMessages {

  /** What part of the limit may be kept before messages have to wait for each other. */
  private static final int CROWD = 16;

  private final ConnectionEngine connection;
  // In the order in which their messages began.
  private final List<ReceiverLink> links = new ArrayList<>();
  private long octets;
  private @Nullable SessionEndpoint turn;

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
      links.add(link);
    }
    octets += added;
    long limit = limit();
    if (limit > 0 && octets > limit && octets > messageOctets) {
      throw ProtocolViolation.ofLink(
          link,
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "link "
              + link.name()
              + ": the connection's incomplete messages have more than "
              + limit
              + " octets, the limit (maxIncompleteSize)");
    }
    look(link);
  }

  /** A message is complete, or will not be. */
  void remove(ReceiverLink link, long messageOctets) {
    links.remove(link);
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

  private void look(ReceiverLink changed) {
    long part = turn == null ? limit() / CROWD : limit() / (2 * CROWD);
    boolean crowded = limit() > 0 && links.size() > 1 && octets > part;
    SessionEndpoint next = crowded ? links.get(0).session() : null;
    if (next != turn) {
      turn = next;
      for (SessionEndpoint session : connection.sessions().all()) {
        hold(session);
        session.links().reconsiderCredit();
      }
    } else if (crowded) {
      hold(changed.session());
      changed.reconsiderCredit();
    }
  }

  private void hold(SessionEndpoint session) {
    session.window().hold(mustWait(session));
    session.batch().tellWindow();
  }

  private boolean mustWait(SessionEndpoint session) {
    if (turn == null || session == turn) {
      return false;
    }
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).session() == session) {
        return true;
      }
    }
    return false;
  }
}
