// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.value.Binary;

/**
 * One transfer of a message over a link, until both ends have settled it (AMQP 2.6.12): what {@link
 * Sender#send} returns, and what comes with {@link MessagingHandler#onMessage}.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public sealed interface Delivery permits SentDelivery, ReceivedDelivery {

  /** The message was processed. */
  DeliveryState ACCEPTED = Accepted.INSTANCE;

  /** The message is invalid; {@code new Rejected(error)} says why. */
  DeliveryState REJECTED = new Rejected(null);

  /** The message was not looked at and may come again, to anybody. */
  DeliveryState RELEASED = Released.INSTANCE;

  /** Processing the message failed: its delivery count grows, and it may come again. */
  DeliveryState MODIFIED = Modified.FAILED;

  /** The link that it goes over. */
  Link link();

  /** The delivery tag: empty for a message that is not sent yet. */
  Binary tag();

  /** The state that this end has told, or null. */
  @Nullable DeliveryState localState();

  /**
   * The state that the peer has told, or null; of a message that was received without annotations
   * and error, which are not the sender's to tell (AMQP 3.4).
   */
  @Nullable DeliveryState remoteState();

  /** Whether this end has settled. */
  boolean isSettled();

  /** Whether the peer has settled. */
  boolean isRemotelySettled();

  /**
   * Whether link or connection ended while it was unsettled, so that its fate is unknown. The
   * message of a received one counts for {@link ConnectionOptions#maxWaitingSize} as long as the
   * program holds it, or until it tells an outcome, which goes nowhere.
   */
  boolean isLost();

  /** The transaction that it belongs to, or null. */
  @Nullable Transaction transaction();

  /**
   * Tells the peer a state: {@link #ACCEPTED}, {@link #REJECTED}, {@link #RELEASED}, {@link
   * #MODIFIED}, or one with details. An outcome settles a delivery that was received, too, unless
   * the receiver was made with {@code autoSettle(false)}. Where the receiver settles second, the
   * state is final then, and the delivery is settled once its sender has.
   *
   * <p>After a delivery is settled the same state again does nothing, as does any state if the
   * delivery was lost or was settled by its sender.
   *
   * @throws IllegalStateException if this end has settled it with another state
   */
  void update(DeliveryState state);

  /** Settles: this end forgets the delivery, in the state that it told last. */
  void settle();
}
