// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.event;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/**
 * Is told what becomes of a connection, and of the sessions, producers and consumers of it that the
 * broker closes. Set it on the factory, to hear of everything, or on a {@link
 * ListenableConnection}.
 *
 * <p>Called on one thread of the connection, one event after the other, the exception listener's
 * among them. It may use the whole API; what it throws is logged. While it runs, events wait: so it
 * should be brief. Of what the application closes itself it is not told.
 */
public interface ConnectionListener {

  /**
   * The connection is open for the first time.
   *
   * @param remote the broker's URI, without options
   */
  default void established(String remote) {}

  /**
   * The connection was lost, and a way back is looked for: {@link #restored} or {@link #failed}
   * follows, unless the application closes it. Only connections of failover and discovery URIs, or
   * with {@code jms.reconnect}, look for one.
   *
   * @param remote the URI of the broker that was lost
   */
  default void interrupted(String remote, JMSException cause) {}

  /**
   * The connection is open again, and with it its sessions, producers and consumers.
   *
   * @param remote the URI of the broker that was found
   */
  default void restored(String remote) {}

  /** The connection is gone for good; the exception listener is told too. */
  default void failed(JMSException cause) {}

  /** The broker ended a session, and with it its producers and consumers. */
  default void sessionClosed(Session session, JMSException cause) {}

  /**
   * The broker closed a producer.
   *
   * @param producer the producer; that of a JMSContext is one for all of its JMSProducers
   */
  default void producerClosed(MessageProducer producer, JMSException cause) {}

  /**
   * The broker closed a consumer, or the scan of a browser.
   *
   * @param consumer the consumer; behind a JMSConsumer there is one, too
   */
  default void consumerClosed(MessageConsumer consumer, JMSException cause) {}

  /** The broker closed a connection consumer. */
  default void connectionConsumerClosed(ConnectionConsumer consumer, JMSException cause) {}

  /**
   * A message that came cannot be read as one, so that no receive and no message listener gets it;
   * it is rejected, with the reason.
   *
   * @param from the destination that it was consumed from
   */
  default void messageRejected(Destination from, JMSException cause) {}
}
