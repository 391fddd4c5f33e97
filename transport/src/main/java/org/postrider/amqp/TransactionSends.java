// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.ErrorConditions;

/**
 * The messages that were sent in a transaction and have no outcome yet: a commit waits for them,
 * and none may go out behind the discharge (AMQP 4.3, 4.4.1). And why there can be no commit.
 *
 * <p>Confined to the container's loop.
 */
final class TransactionSends {

  private final Runnable changed;
  private final Set<SentDelivery> open = new LinkedHashSet<>();
  private boolean ended;
  private @Nullable AmqpError failure;

  /**
   * None yet.
   *
   * @param changed is run when one less is waited for
   */
  TransactionSends(Runnable changed) {
    this.changed = changed;
  }

  /** A message is to be sent; gives whether it may be. */
  boolean add(SentDelivery delivery) {
    if (ended) {
      return false;
    }
    open.add(delivery);
    return true;
  }

  /** No more of them: the transaction's end was asked for, or has come. */
  void end() {
    ended = true;
  }

  /** Whether none is waited for. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * Why the transaction cannot be committed: a message was not taken, or nobody knows; or see
   * {@link #fail}.
   */
  @Nullable AmqpError failure() {
    return failure;
  }

  /** Its outcome is known, or it was sent settled and has gone out, or nobody asks for more. */
  void done(SentDelivery delivery) {
    remove(delivery, null);
  }

  /** It is lost. */
  void lost(SentDelivery delivery) {
    remove(delivery, new AmqpError(Failures.IO, "a message of the transaction was lost"));
  }

  /** This end has refused to send it. */
  void refused(SentDelivery delivery, AmqpError why) {
    remove(delivery, why);
  }

  /** The peer has told a state, with or without settling. */
  void updated(SentDelivery delivery) {
    if (delivery.isRemotelySettled() || isOutcome(delivery.remoteState())) {
      remove(delivery, failureOf(delivery.remoteState()));
    }
  }

  private static boolean isOutcome(@Nullable DeliveryState state) {
    return state instanceof Outcome
        || (state instanceof TransactionalState in && in.outcome() != null);
  }

  private static @Nullable AmqpError failureOf(@Nullable DeliveryState state) {
    if (state instanceof TransactionalState in) {
      // AMQP 4.4.1: settled without an outcome; the discharge will tell.
      return in.outcome() == null ? null : failureOf(in.outcome());
    }
    if (state instanceof Accepted) {
      return null;
    }
    if (state instanceof Rejected rejected && rejected.error() != null) {
      return rejected.error();
    }
    return new AmqpError(
        ErrorConditions.TRANSACTION_ROLLBACK,
        "a message of the transaction was not taken: its outcome is "
            + (state == null ? "not told" : state));
  }

  private void remove(SentDelivery delivery, @Nullable AmqpError why) {
    if (open.remove(delivery)) {
      fail(why);
    }
  }

  /** Keeps the transaction from being committed, unless it is null; the first reason stays. */
  void fail(@Nullable AmqpError why) {
    if (failure == null) {
      failure = why;
    }
    changed.run();
  }

  /** Takes back what has not begun to go out, and tells that it is lost. */
  void withdraw() {
    Map<Sender, Set<SentDelivery>> unsent = new LinkedHashMap<>();
    for (Iterator<SentDelivery> each = open.iterator(); each.hasNext(); ) {
      SentDelivery delivery = each.next();
      if (!delivery.isStarted()) {
        each.remove();
        unsent.computeIfAbsent(delivery.link(), sender -> new LinkedHashSet<>()).add(delivery);
      }
    }
    unsent.forEach(Sender::takeBack);
    unsent.forEach(Sender::lose);
  }

  /** Whether a discharge over a session would overtake what goes out over another one. */
  boolean isGoingOutBeside(Session session) {
    for (SentDelivery delivery : open) {
      if (delivery.isGoingOut() && delivery.link().session() != session) {
        return true;
      }
    }
    return false;
  }
}
