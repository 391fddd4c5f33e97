// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;

/**
 * Is told what becomes of a session.
 *
 * <p>Called on the engine's thread, after the engine's state has changed.
 */
public interface SessionListener {

  /** Both ends have begun; again after each reconnect. */
  void opened(SessionEndpoint session);

  /**
   * The session ended, by the peer, with its connection, or because the peer answered our end. Its
   * links were told before.
   *
   * @param error why, or null
   */
  void closed(SessionEndpoint session, @Nullable AmqpError error);

  /**
   * The peer attached a link of its own: it is to be granted by {@link Link#attach}, or refused by
   * {@link Link#refuse}, now or later.
   */
  void linkAttached(Link link);
}
