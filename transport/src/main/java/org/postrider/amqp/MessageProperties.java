// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Properties;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.ValueWriter;

/**
 * The properties section of a {@link Message}, to be changed field by field (AMQP 3.2.4).
 *
 * <p>Not thread-safe.
 */
final class MessageProperties {

  private static final Duration LONGEST_TTL = Duration.ofMillis(UInt.MAX);

  @Nullable Object messageId;
  @Nullable Binary userId;
  @Nullable String to;
  @Nullable String subject;
  @Nullable String replyTo;
  @Nullable Object correlationId;
  @Nullable Symbol contentType;
  @Nullable Symbol contentEncoding;
  @Nullable Timestamp absoluteExpiryTime;
  @Nullable Timestamp creationTime;
  @Nullable String groupId;
  long groupSequence;
  @Nullable String replyToGroupId;

  MessageProperties(Properties from) {
    messageId = from.messageId();
    userId = from.userId();
    to = from.to();
    subject = from.subject();
    replyTo = from.replyTo();
    correlationId = from.correlationId();
    contentType = from.contentType();
    contentEncoding = from.contentEncoding();
    absoluteExpiryTime = from.absoluteExpiryTime();
    creationTime = from.creationTime();
    groupId = from.groupId();
    groupSequence = from.groupSequence();
    replyToGroupId = from.replyToGroupId();
  }

  Properties toRecord() {
    return new Properties(
        messageId,
        userId,
        to,
        subject,
        replyTo,
        correlationId,
        contentType,
        contentEncoding,
        absoluteExpiryTime,
        creationTime,
        groupId,
        groupSequence,
        replyToGroupId);
  }

  /** Writes the section, if it says anything. */
  void write(ValueWriter out) {
    Properties section = toRecord();
    if (!section.equals(Properties.EMPTY)) {
      section.encode(out);
    }
  }

  static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }

  /** AMQP 3.2.1: 32 bits of milliseconds. */
  static long ttlMs(Duration time) {
    return Checks.duration("timeToLive", time, Duration.ZERO, LONGEST_TTL).toMillis();
  }

  /** AMQP 3.2.5: a name, and a value that is no map, list or array. */
  static void checkApplicationProperty(@Nullable String name, @Nullable Object value) {
    Checks.given("name", name);
    if (value instanceof Map || value instanceof List || value instanceof AmqpArray) {
      throw new IllegalArgumentException(
          "application property '"
              + name
              + "' must be of a simple type (AMQP 3.2.5), not "
              + value.getClass().getName());
    }
  }

  /** An id of a type that AMQP 3.2.11 to 3.2.14 allow. */
  static @Nullable Object id(String name, @Nullable Object value) {
    if (value == null
        || value instanceof String
        || value instanceof UUID
        || value instanceof ULong
        || value instanceof Binary) {
      return value;
    }
    throw new IllegalArgumentException(
        name + " '" + value + "' must be a ULong, UUID, Binary or String");
  }
}
