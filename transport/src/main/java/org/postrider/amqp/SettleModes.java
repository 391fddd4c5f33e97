// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.transport.engine.LinkSettings;

/**
 * The settle modes that links ask for and grant (AMQP 2.8.2, 2.8.3).
 *
 * <p>Immutable.
 *
 * @param atMostOnce whether messages are sent settled
 * @param settleSecond whether the receiver settles after the sender
 */
record SettleModes(Option<Boolean> atMostOnce, Option<Boolean> settleSecond) {

  static final SettleModes OF_SENDER =
      new SettleModes(SenderOptions.AT_MOST_ONCE, SenderOptions.SETTLE_SECOND);
  static final SettleModes OF_RECEIVER =
      new SettleModes(ReceiverOptions.AT_MOST_ONCE, ReceiverOptions.SETTLE_SECOND);

  /** What a link of our own asks for. */
  LinkSettings wanted(LinkSettings link, OptionValues values) {
    return link.withSettleModes(sender(values), receiver(values));
  }

  /** What a link of the peer is granted: what it asks for, but for the options that were set. */
  LinkSettings granted(LinkSettings asked, OptionValues values) {
    return asked.withSettleModes(
        values.isSet(atMostOnce) ? sender(values) : asked.senderSettleMode(),
        values.isSet(settleSecond) ? receiver(values) : asked.receiverSettleMode());
  }

  private SenderSettleMode sender(OptionValues values) {
    return values.get(atMostOnce) ? SenderSettleMode.SETTLED : SenderSettleMode.UNSETTLED;
  }

  private ReceiverSettleMode receiver(OptionValues values) {
    return values.get(settleSecond) ? ReceiverSettleMode.SECOND : ReceiverSettleMode.FIRST;
  }
}
