// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;

/**
 * Is told what becomes of a connection.
 *
 * <p>Called on the engine's thread, after the engine's state has changed; the engine may be used
 * from within.
 */
public interface ConnectionListener {

  /** The peer's open came; a face that has not opened yet may do so now. */
  void opened(ConnectionEngine connection);

  /**
   * The peer began a session. It is answered after this call, unless the face has done so or ended
   * it.
   */
  void sessionBegun(SessionEndpoint session);

  /**
   * The connection is closed: by the peer, by an error of the peer that the engine found, or
   * because the peer answered our close. No socket is needed any more.
   *
   * @param error why, or null
   */
  void closed(ConnectionEngine connection, @Nullable AmqpError error);

  /**
   * The socket went, though nobody had closed. Every session and link that is locally open will
   * come back with {@link ConnectionEngine#start}.
   *
   * @param cause what the socket said, or null where it just ended
   */
  void lost(ConnectionEngine connection, @Nullable Throwable cause);

  /**
   * Whether the end that is just coming, by the peer's close or by a mistake of it, is to be taken
   * as a loss: the peer is answered, the socket closed, and {@link #lost} follows with a {@link
   * ConnectionClosedException} instead of {@link #closed}. Asked only while the connection is
   * locally open.
   *
   * @param error why it ends, or null
   */
  default boolean isLoss(ConnectionEngine connection, @Nullable AmqpError error) {
    return false;
  }

  /**
   * Whether a link may attach now, for the first time or after a reconnect. If not, {@link
   * Link#admit} is to be called later, or {@link Link#detach}.
   */
  default boolean mayAttach(Link link) {
    return true;
  }

  /**
   * A link is not wanted any more: this end detaches it, or the peer or the end of its session has.
   * What {@link #mayAttach} got for it is not needed any longer; a loss of the connection is told
   * otherwise.
   */
  default void unwanted(Link link) {}
}
