// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.messaging.AmqpError;

/**
 * Is told what becomes of a link on which messages are received.
 *
 * <p>Called on the engine's thread, after the engine's state has changed.
 */
public interface ReceiverListener extends LinkListener {

  /** A delivery has come whole. */
  void delivered(IncomingDelivery delivery);

  /** The sender gave a delivery up of which a part had come. */
  void aborted(IncomingDelivery delivery);

  /**
   * A delivery is too large for the link and was given back as {@code modified}: failed, and
   * undeliverable here. It is not told otherwise, and the link goes on.
   *
   * @param reason with the limit
   */
  default void refused(IncomingDelivery delivery, AmqpError reason) {
    aborted(delivery);
  }

  /** The sender told a state, or settled. */
  void updated(IncomingDelivery delivery);

  /** A delivery that had come whole was not settled when its link or connection was lost. */
  default void lost(IncomingDelivery delivery) {}

  /** The sender's flow came, or a drain has come to its end: see {@link ReceiverLink#credit()}. */
  void credit(ReceiverLink link);
}
