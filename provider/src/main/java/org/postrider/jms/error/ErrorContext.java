// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

/** What an AMQP error befell, which decides with its condition what the application is told. */
public enum ErrorContext {
  /** The connection, at its opening or later. */
  CONNECTION,
  /** A session. */
  SESSION,
  /** A link without selector. */
  LINK,
  /** A link that was asked for with a selector. */
  LINK_WITH_SELECTOR,
  /** A message that was sent. */
  DELIVERY,
  /** A transaction, except at its commit. */
  TRANSACTION,
  /** What the coordinator answers to a commit: the transaction is rolled back. */
  COMMIT
}
