// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import jakarta.jms.JMSException;

/**
 * Where temporary destinations delete themselves: their connection.
 *
 * <p>Thread-safe.
 */
public interface TemporaryDestinations {

  /**
   * Deletes a destination that this connection created; again is harmless.
   *
   * @throws JMSException if it has consumers, or the broker refuses
   */
  void delete(PostriderDestination destination) throws JMSException;

  /**
   * The address of a destination that this connection created: it may have another one since the
   * connection was lost and found again.
   */
  default String address(PostriderDestination destination) {
    return destination.name();
  }
}
