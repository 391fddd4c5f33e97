// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

/** What Jakarta Messaging asks of a broker, and not every broker has. */
public enum Capability {
  SHARED_SUBSCRIPTIONS,
  DELAYED_DELIVERY,
  NO_LOCAL,
  /** A comparison with what a message does not have is unknown. */
  UNKNOWN_IN_SELECTORS,
  /** A message that its sender gave no identifier has none. */
  NO_MESSAGE_ID,
  /** A transaction that holds what came over another AMQP session of its connection. */
  TRANSACTIONS_OVER_SESSIONS
}
