// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.WaitingMessages;

/**
 * Whether a consumer holds so much of what has come that it gets no more until some is taken.
 *
 * <p>Confined to the event loop; the queue tells from the application's thread that there is room.
 */
final class Fullness implements WaitingMessages.Line {

  private final ReceiverCredit credit;
  private final InboundQueue inbound;
  private final Runnable room = this::end;
  private boolean full;

  Fullness(ReceiverCredit credit, InboundQueue inbound) {
    this.credit = credit;
    this.inbound = inbound;
  }

  boolean isFull() {
    return full;
  }

  @Override
  public long octets() {
    return inbound.octets();
  }

  @Override
  public void withhold(long until) {
    if (full) {
      return;
    }
    full = true;
    credit.takeBack();
    if (!inbound.awaitRoom(until, this::tellRoom)) {
      end();
    }
  }

  @Override
  public void shutWindow() {
    if (full) {
      credit.shutWindow();
    }
  }

  /** On the application's thread, which has taken some. */
  private void tellRoom() {
    credit.execute(room);
  }

  /** Enough was taken, or all went back to the broker, or was lost. */
  void end() {
    if (full) {
      full = false;
      credit.openWindow();
      credit.replenish();
    }
  }
}
