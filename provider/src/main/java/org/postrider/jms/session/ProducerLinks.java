// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.function.Consumer;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.amqp.InFlight;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.thread.Deadline;

/**
 * The links of a producer: one, or one for each destination where the broker has no relay for
 * messages to any.
 *
 * <p>Used by the session's thread; {@link #close} may be called from anywhere.
 */
interface ProducerLinks {

  /** A link, and whether what is sent over it is settled as it is sent. */
  record Outlet(AmqpSender sender, boolean presettled) {}

  /**
   * The link for a message; it stays open until {@link InFlight#finished} is called on it.
   *
   * @param begunNanos when its send began, by {@link System#nanoTime}: the opening of a link has no
   *     time of its own
   * @throws JMSException if it cannot be opened, or not in the time of the send
   */
  Outlet take(PostriderDestination to, long begunNanos) throws JMSException;

  /** Does something with each link that is open. */
  void forEach(Consumer<AmqpSender> action);

  /** Waits until nothing is on its way, then closes them all; what has no outcome then is told. */
  void close(Deadline deadline);
}
