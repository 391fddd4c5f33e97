// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** What moves a {@link DeliveryPhase}. */
public enum DeliveryEvent {
  /** The transfer without {@code more} goes or comes. */
  LAST_TRANSFER,
  /** This end settles. */
  SETTLE_HERE,
  /** The other end settles. */
  SETTLE_THERE,
  /** The sender aborts. */
  ABORT,
  /** Link, session or connection end. */
  LOSE
}
