// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.wire.Printable;

/**
 * A delivery as a line of a log shows it: its link, and how far it is, but nothing of its message.
 *
 * <p>Stateless.
 */
final class DeliveryText {

  private static final int MAX_SHOWN = 1000;

  private DeliveryText() {}

  static String of(Delivery delivery) {
    StringBuilder text = new StringBuilder("delivery ").append(delivery.tag());
    text.append(delivery.tag().length() == 0 ? "not sent yet over " : " over ");
    text.append(delivery.link());
    if (delivery.localState() != null) {
      text.append(", local state ").append(delivery.localState());
    }
    if (delivery.remoteState() != null) {
      text.append(", remote state ").append(delivery.remoteState());
    }
    text.append(delivery.isLost() ? ", lost" : settled(delivery));
    return Printable.of(text.toString(), MAX_SHOWN);
  }

  private static String settled(Delivery delivery) {
    if (delivery.isSettled()) {
      return delivery.isRemotelySettled() ? ", settled" : ", settled here";
    }
    return delivery.isRemotelySettled() ? ", settled there" : ", unsettled";
  }
}
