// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.message.Acknowledger;
import org.postrider.jms.message.Arrival;
import org.postrider.jms.message.MessageDecoder;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.Received;
import org.postrider.transport.engine.IncomingDelivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes messages of what came from one destination, and settles what is not for the application:
 * expired, delivered too often, or no message that can be read.
 *
 * <p>Confined to the session's thread of control.
 */
final class Reception {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final SessionCore session;
  private final PostriderDestination from;
  private final boolean localExpiry;
  private final int maxRedeliveries;
  private @Nullable Arrival last;

  private Reception(
      SessionCore session, PostriderDestination from, boolean localExpiry, int maxRedeliveries) {
    this.session = session;
    this.from = from;
    this.localExpiry = localExpiry;
    this.maxRedeliveries = maxRedeliveries;
  }

  /** For what is consumed. */
  static Reception consuming(SessionCore session, PostriderDestination from) {
    return new Reception(
        session,
        from,
        session.options().get(JmsOptions.LOCAL_MESSAGE_EXPIRY),
        session.options().get(JmsOptions.MAX_REDELIVERIES));
  }

  /** For what is only looked at: whatever can be read is shown. */
  static Reception browsing(SessionCore session, PostriderDestination from) {
    return new Reception(session, from, false, -1);
  }

  /** How consumers order what waits for the application, or null for the order of arrival. */
  static @Nullable ToIntFunction<IncomingDelivery> localPriority(PostriderConnection connection) {
    if (!connection.options().get(JmsOptions.LOCAL_MESSAGE_PRIORITY)) {
      return null;
    }
    MessageDecoder decoder = new MessageDecoder(connection.messageSettings());
    return delivery -> decoder.priority(delivery.payload());
  }

  /** The message, or null where it is not for the application: it is settled then. */
  @Nullable PostriderMessage read(Received received) {
    long nowMs = System.currentTimeMillis();
    try {
      PostriderMessage message = decode(received, nowMs);
      DeliveryState refusal = refusal(message, nowMs);
      if (refusal == null) {
        return message;
      }
      session.settler().settle(received, refusal);
    } catch (JMSException undecodable) {
      reject(received, undecodable);
    } catch (Throwable fault) {
      // It may be that there is no memory for it now. As failed, so that the attempt counts.
      session.settler().settle(received, Modified.FAILED);
      throw fault;
    }
    return null;
  }

  /** How a message is settled that the application does not get, or null. */
  private @Nullable DeliveryState refusal(PostriderMessage message, long nowMs)
      throws JMSException {
    if (localExpiry && message.isExpired(nowMs)) {
      LOG.debug("an expired message is not delivered");
      return Modified.FAILED_UNDELIVERABLE;
    }
    if (maxRedeliveries >= 0 && message.redeliveryCount() > maxRedeliveries) {
      return session.acknowledgement().redeliveryOutcome();
    }
    return null;
  }

  private PostriderMessage decode(Received received, long nowMs) throws JMSException {
    long format = received.delivery().messageFormat();
    if (format != 0) {
      // AMQP 2.8.11: its octets are not the sections that we know, so they are not looked at.
      throw new MessageFormatException(
          "the message format " + format + " is not known",
          ErrorConditions.DECODE_ERROR.toString());
    }
    Arrival arrival = arrival(received, nowMs);
    byte[] octets = received.delivery().payload();
    PostriderMessage message = session.decoder().decode(octets, arrival);
    // One of a lost connection, read late, is what is remembered: the next one is to be flagged.
    return received.queue().handedBefore().isEmpty() || received.queue().isLost(received)
        ? message
        : flagged(message, octets, received, arrival);
  }

  /** Messages of the same millisecond mostly came alike, and share it. */
  private Arrival arrival(Received received, long nowMs) {
    Acknowledger acknowledger = session.acknowledgement().acknowledger(received);
    int redeliveries = received.localRedeliveries();
    Arrival known = last;
    if (known != null
        && known.receivedAtMs() == nowMs
        && known.localRedeliveries() == redeliveries
        && known.acknowledger() == acknowledger) {
      return known;
    }
    Arrival fresh = new Arrival(from, nowMs, redeliveries, acknowledger);
    last = fresh;
    return fresh;
  }

  /** A broker that was killed may not know that the application had the message before. */
  private PostriderMessage flagged(
      PostriderMessage message, byte[] octets, Received received, Arrival arrival)
      throws JMSException {
    Object id = session.decoder().messageId(octets);
    boolean forgotten =
        received.queue().handedBefore().forget(id) && message.redeliveryCount() == 0;
    return forgotten ? session.decoder().decode(octets, arrival.again()) : message;
  }

  /** AMQP 3.4.3: the broker is told why, and so is the application. */
  private void reject(Received received, JMSException why) {
    LOG.warn("a message from {} was rejected: {}", from.shown(), why.getMessage());
    AmqpError error = new AmqpError(ErrorConditions.DECODE_ERROR, String.valueOf(why.getMessage()));
    session.settler().settle(received, new Rejected(error));
    session.reports().tell(listener -> listener.messageRejected(from, why));
  }
}
