// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.List;
import org.postrider.codec.messaging.Outcome;

/**
 * When the messages that a session consumes are settled: one strategy for each acknowledge mode.
 *
 * <p>Confined to the session's thread of control, as the session itself; only {@link #isHolding}
 * may be asked by others.
 */
public interface Settlement {

  /** A message is returned from receive. */
  void received(Received message);

  /** A message goes to a listener. */
  void dispatching(Received message);

  /** The listener has returned. */
  void dispatched(Received message);

  /** The listener has thrown. */
  void listenerFailed(Received message);

  /** A message is acknowledged by the application, with the outcome that it asks for. */
  void acknowledge(Received message, Outcome outcome);

  /** Acknowledges all that was consumed. */
  void acknowledgeAll(Outcome outcome);

  /** Takes back what was consumed and not acknowledged, to be delivered again, in its order. */
  List<Received> recover();

  /** What was consumed and will not be acknowledged any more is given back to the broker. */
  void abandon();

  /** Whether a message of a queue is consumed and not settled, so that its link must stay. */
  boolean isHolding(InboundQueue queue);

  /** Whether something was consumed in the transaction that goes on, where there is one. */
  default boolean hasConsumed() {
    return false;
  }

  /** Whether a message is acknowledged by the call that receives it. */
  boolean isImmediate();

  /** The strategy of a mode. */
  static Settlement of(AcknowledgeMode mode, Settler settler) {
    return switch (mode) {
      case AUTO, DUPS_OK -> new AutoSettlement(settler);
      case CLIENT, INDIVIDUAL -> new ClientSettlement(settler);
      case TRANSACTED -> new TransactedSettlement(settler);
      case NO_ACKNOWLEDGE, PRE_ACKNOWLEDGE -> new NoSettlement();
    };
  }
}
