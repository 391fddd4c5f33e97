// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * A delivery on its way through a session: from its consumer's queue to the application, and
 * perhaps back.
 *
 * <p>Immutable.
 *
 * @param delivery the engine's; only the event loop may settle it
 * @param queue where it came from, and goes back to in a recover
 * @param localRedeliveries how often the session itself gave it to the application before
 * @param attachment over which attachment of its link it came: those of one that was lost are the
 *     broker's again; {@link #KEPT} for one that no loss takes back
 */
public record Received(
    IncomingDelivery delivery, InboundQueue queue, int localRedeliveries, int attachment) {

  /** Instead of an attachment: the message came settled, and no broker delivers it again. */
  static final int KEPT = -1;

  /**
   * The outcome with which it goes back to the broker where it waits: an attempt that failed, where
   * the application has had it, so that whoever gets it hears of that by {@code JMSRedelivered}.
   */
  public DeliveryState givenBack() {
    return localRedeliveries == 0 ? Released.INSTANCE : Modified.FAILED;
  }

  /** Whether it came over another attachment than this one, and is the broker's again. */
  boolean isLostAt(int current) {
    return attachment != current && attachment != KEPT;
  }

  /** The same, to be given to the application once more. */
  Received again() {
    return new Received(delivery, queue, localRedeliveries + 1, attachment);
  }
}
