// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;

/**
 * Is told what becomes of a link of either role.
 *
 * <p>Called on the engine's thread, after the engine's state has changed.
 */
public interface LinkListener {

  /** Both ends have attached, and the peer has granted the terminus; again after each reconnect. */
  void attached(Link link);

  /**
   * The link was detached by the peer, or ended with its session, or the peer answered our detach.
   *
   * @param closed whether for good
   * @param error why, or null
   */
  void detached(Link link, boolean closed, @Nullable AmqpError error);
}
