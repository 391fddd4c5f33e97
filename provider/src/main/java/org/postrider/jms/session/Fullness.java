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

  private final AmqpReceiver receiver;
  private final InboundQueue inbound;
  private final Runnable room = this::end;
  private boolean full;

  Fullness(AmqpReceiver receiver, InboundQueue inbound) {
    this.receiver = receiver;
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
    receiver.takeBack();
    if (!inbound.awaitRoom(until, this::tellRoom)) {
      end();
    }
  }

  @Override
  public void shutWindow() {
    if (full) {
      receiver.shutWindow();
    }
  }

  /** On the application's thread, which has taken some. */
  private void tellRoom() {
    receiver.execute(room);
  }

  /** Enough was taken, or all went back to the broker, or was lost. */
  void end() {
    if (full) {
      full = false;
      receiver.openWindow();
      receiver.replenish();
    }
  }
}
