// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.Map;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/**
 * What is kept of a state that a sender tells: which one it is, and of which transaction. The
 * annotations and errors in it are a receiver's to tell (AMQP 3.4), and each message that waits
 * could have as many as fill a frame.
 *
 * <p>Not to be instantiated.
 */
final class TerseState {

  /** This end gives transactions shorter ids, and so does every broker that is known. */
  static final int MAX_TXN_ID_OCTETS = 256;

  private TerseState() {}

  /**
   * Cuts a state.
   *
   * @throws ProtocolViolation where the id of its transaction is too long
   */
  static DeliveryState of(Link link, DeliveryState told) {
    if (told instanceof TransactionalState transactional) {
      Outcome outcome = transactional.outcome();
      return new TransactionalState(
          checked(link, transactional.txnId()), outcome == null ? null : terse(outcome));
    }
    if (told instanceof Declared declared) {
      checked(link, declared.txnId());
    }
    return told instanceof Outcome outcome ? terse(outcome) : told;
  }

  /**
   * Looks at a state that is kept as it is: it may be told for each message that waits for its
   * outcome, and none ends these.
   *
   * @throws ProtocolViolation where the id of its transaction is too long
   */
  static void checkTransaction(Link link, DeliveryState told) {
    if (told instanceof TransactionalState transactional) {
      checked(link, transactional.txnId());
    } else if (told instanceof Declared declared) {
      checked(link, declared.txnId());
    }
  }

  private static Outcome terse(Outcome outcome) {
    if (outcome instanceof Modified modified && !modified.messageAnnotations().isEmpty()) {
      return new Modified(modified.deliveryFailed(), modified.undeliverableHere(), Map.of());
    }
    return outcome instanceof Rejected rejected && rejected.error() != null
        ? new Rejected(null)
        : outcome;
  }

  private static Binary checked(Link link, Binary txnId) {
    if (txnId.length() > MAX_TXN_ID_OCTETS) {
      throw ProtocolViolation.ofLink(
          link,
          ErrorConditions.INVALID_FIELD,
          "link "
              + link.name()
              + ": txn-id of "
              + txnId.length()
              + " octets, which must not be more than "
              + MAX_TXN_ID_OCTETS);
    }
    return txnId;
  }
}
