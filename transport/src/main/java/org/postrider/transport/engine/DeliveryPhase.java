// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.DeliveryEvent.ABORT;
import static org.postrider.transport.engine.DeliveryEvent.LAST_TRANSFER;
import static org.postrider.transport.engine.DeliveryEvent.LOSE;
import static org.postrider.transport.engine.DeliveryEvent.SETTLE_HERE;
import static org.postrider.transport.engine.DeliveryEvent.SETTLE_THERE;

/** How far a delivery is, seen from either of its ends (AMQP 2.6.12). */
public enum DeliveryPhase {
  /** Not all of its transfers have gone or come. */
  TRANSFERRING,
  /** All transfers; neither end has settled. */
  UNSETTLED,
  /** The other end has settled; this one has not. */
  SETTLED_THERE,
  /** Settled at this end: it is forgotten. */
  SETTLED,
  /** Given up by its sender before it was whole. */
  ABORTED,
  /** Its link, session or connection went before it was settled. */
  LOST;

  /** The machine. */
  public static final Transitions<DeliveryPhase, DeliveryEvent> TABLE =
      Transitions.of("delivery", DeliveryPhase.class, DeliveryEvent.class)
          .on(TRANSFERRING, LAST_TRANSFER, UNSETTLED)
          .on(TRANSFERRING, SETTLE_HERE, SETTLED)
          .on(TRANSFERRING, SETTLE_THERE, SETTLED_THERE)
          .on(TRANSFERRING, ABORT, ABORTED)
          .on(TRANSFERRING, LOSE, LOST)
          .on(UNSETTLED, SETTLE_HERE, SETTLED)
          .on(UNSETTLED, SETTLE_THERE, SETTLED_THERE)
          .on(UNSETTLED, LOSE, LOST)
          .on(SETTLED_THERE, LAST_TRANSFER, SETTLED_THERE)
          .on(SETTLED_THERE, SETTLE_HERE, SETTLED)
          .on(SETTLED_THERE, ABORT, ABORTED)
          .on(SETTLED_THERE, LOSE, SETTLED_THERE)
          .on(SETTLED, LAST_TRANSFER, SETTLED)
          .on(SETTLED, SETTLE_THERE, SETTLED)
          .on(SETTLED, ABORT, ABORTED)
          .on(SETTLED, LOSE, SETTLED);
}
