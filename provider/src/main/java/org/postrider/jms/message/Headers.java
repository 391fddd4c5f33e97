// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.PropertiesView;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.UInt;
import org.postrider.codec.wire.DecodeException;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;

/**
 * The fields of the sections header and properties, as JMS has them.
 *
 * <p>Not thread-safe. Those of a received message are read when {@link #header()} or {@link
 * #properties()} first asks for their section; fields are to be used through these two only.
 */
final class Headers {

  static final int DEFAULT_PRIORITY = 4;
  static final int MAX_PRIORITY = 9;
  static final long ABSENT = -1;

  private @Nullable EncodedMessage unreadHeader;
  private @Nullable EncodedMessage unreadProperties;
  private @Nullable Arrival arrival;
  private AddressPrefixes prefixes = AddressPrefixes.NONE;

  // header
  boolean persistent = true;
  int priority = DEFAULT_PRIORITY;
  long ttlMs = ABSENT;
  long deliveryCount;

  // properties, and the annotations that belong to them
  /** As AMQP has it, or a {@link NumberedId}: see {@link #messageId()}. */
  @Nullable Object messageId;

  @Nullable Binary userId;
  @Nullable PostriderDestination destination;
  @Nullable String subject;
  @Nullable PostriderDestination replyTo;
  @Nullable Object correlationId;
  @Nullable Symbol contentType;
  @Nullable Symbol contentEncoding;
  long expirationMs;
  long timestampMs;
  long deliveryTimeMs;
  @Nullable String groupId;
  int groupSequence;
  @Nullable String replyToGroupId;

  /** Whether the delivery time is to be told to the broker. */
  boolean delayed;

  /** Puts itself in place of the producer's time to live in the header; -1 is not given. */
  long ttlOverrideMs = ABSENT;

  /** The fields of a message that is made here. */
  Headers() {}

  /** The fields of a message that came. */
  Headers(EncodedMessage message, Arrival arrival, AddressPrefixes prefixes) {
    this.unreadHeader = message;
    this.unreadProperties = message;
    this.arrival = arrival;
    this.prefixes = prefixes;
  }

  /** The fields, with those of the header read. */
  Headers header() throws UndecodableMessageException {
    EncodedMessage message = unreadHeader;
    if (message != null) {
      try {
        readHeader(message);
      } catch (DecodeException fault) {
        throw new UndecodableMessageException(fault);
      }
      unreadHeader = null;
    }
    return this;
  }

  /** The fields, with those of the properties read. */
  Headers properties() throws UndecodableMessageException {
    EncodedMessage message = unreadProperties;
    if (message != null) {
      try {
        readProperties(message);
      } catch (DecodeException fault) {
        throw new UndecodableMessageException(fault);
      }
      unreadProperties = null;
    }
    return this;
  }

  /** The message-id as AMQP has it, or a {@link NumberedId} that nobody has asked for yet. */
  @Nullable Object unmadeMessageId() throws UndecodableMessageException {
    return properties().messageId;
  }

  /** The message-id as AMQP has it. */
  @Nullable Object messageId() throws UndecodableMessageException {
    if (properties().messageId instanceof NumberedId numbered) {
      messageId = numbered.toString();
    }
    return messageId;
  }

  private void readHeader(EncodedMessage message) {
    Header header = message.header();
    persistent = header.durable();
    priority = Math.min(header.priority(), MAX_PRIORITY);
    ttlMs = header.ttlMs();
    deliveryCount = header.deliveryCount() + (arrival == null ? 0 : arrival.localRedeliveries());
  }

  private void readProperties(EncodedMessage message) {
    PropertiesView properties = message.properties();
    messageId = properties.messageId();
    userId = properties.userId();
    destination = destination(properties.to(), Annotations.destinationKind(message));
    subject = properties.subject();
    String replyAddress = properties.replyTo();
    replyTo =
        replyAddress == null || replyAddress.isEmpty()
            ? null
            : destination(replyAddress, Annotations.replyToKind(message));
    correlationId = properties.correlationId();
    contentType = properties.contentType();
    contentEncoding = properties.contentEncoding();
    expirationMs = expirationMs(message, arrival, properties.absoluteExpiryTimeMs(0));
    timestampMs = properties.creationTimeMs(0);
    deliveryTimeMs = Annotations.deliveryTimeMs(message, timestampMs);
    groupId = properties.groupId();
    groupSequence = (int) Math.max(properties.groupSequence(), 0);
    replyToGroupId = properties.replyToGroupId();
  }

  private @Nullable PostriderDestination destination(
      @Nullable String address, @Nullable DestinationKind kind) {
    PostriderDestination consumer = arrival == null ? null : arrival.consumer();
    if (address == null || address.isEmpty()) {
      return consumer;
    }
    DestinationKind fallback = consumer == null ? DestinationKind.QUEUE : consumer.kind();
    if (consumer != null && (kind == null || kind == fallback) && consumer.name().equals(address)) {
      return consumer;
    }
    return prefixes.toDestination(address, kind, fallback);
  }

  /** When the message expires, without reading everything; 0 is never. */
  long expirationMs() throws UndecodableMessageException {
    EncodedMessage message = unreadProperties;
    return message == null || arrival == null ? expirationMs : expirationMs(message, arrival);
  }

  /** When a message that came expires, without reading everything; 0 is never. */
  static long expirationMs(EncodedMessage message, Arrival arrival)
      throws UndecodableMessageException {
    try {
      return expirationMs(message, arrival, message.absoluteExpiryTimeMs(0));
    } catch (DecodeException fault) {
      throw new UndecodableMessageException(fault);
    }
  }

  /** Without an absolute time, the time to live counts from the arrival. */
  private static long expirationMs(
      EncodedMessage message, @Nullable Arrival arrival, long absoluteMs) {
    long ttl = absoluteMs != 0 ? 0 : message.ttlMs();
    return ttl > 0 && arrival != null ? arrival.receivedAtMs() + ttl : absoluteMs;
  }

  /** Puts a producer's headers on. */
  void set(SendHeaders send) throws UndecodableMessageException {
    header();
    properties();
    persistent = send.persistent();
    priority = send.priority();
    deliveryCount = 0;
    ttlMs = ttlMs(send.timeToLiveMs());
    destination = send.destination();
    timestampMs = send.timestamped() ? send.nowMs() : 0;
    expirationMs = send.timeToLiveMs() > 0 ? later(send.nowMs(), send.timeToLiveMs()) : 0;
    deliveryTimeMs = later(send.nowMs(), send.deliveryDelayMs());
    delayed = send.deliveryDelayMs() > 0;
    messageId = send.messageId();
    String user = send.userId();
    userId = user == null ? null : Binary.wrap(user.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A time beyond the last one that a timestamp can tell is that one, and never one in the past.
   */
  private static long later(long nowMs, long durationMs) {
    return durationMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + durationMs;
  }

  private long ttlMs(long producersMs) {
    long wanted = ttlOverrideMs == ABSENT ? producersMs : ttlOverrideMs;
    return wanted > 0 && wanted < UInt.MAX ? wanted : ABSENT;
  }

  /** Takes away what counts as a property in JMS. */
  void clearProperties() throws UndecodableMessageException {
    properties();
    userId = null;
    groupId = null;
    groupSequence = 0;
    replyToGroupId = null;
    ttlOverrideMs = ABSENT;
  }
}
