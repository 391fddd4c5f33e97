// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code properties}: the standard, immutable properties of a message (AMQP 3.2.4).
 *
 * <p>Immutable. {@link PropertiesView} and {@link PropertiesWriter} are its twins for the hot path.
 *
 * @param messageId a {@link ULong}, {@link UUID}, {@link Binary} or String
 * @param userId who made the message
 * @param to the node that the message is meant for
 * @param subject what the message is about
 * @param replyTo the node that answers are to be sent to
 * @param correlationId a {@link ULong}, {@link UUID}, {@link Binary} or String
 * @param contentType the MIME type of the body
 * @param contentEncoding what was done to the body beyond its type
 * @param absoluteExpiryTime when the message expires
 * @param creationTime when the message was made
 * @param groupId the group that the message belongs to
 * @param groupSequence place in the group; 32 bits, serial, or -1 where it is absent
 * @param replyToGroupId the group that answers are to be in
 */
public record Properties(
    @Nullable Object messageId,
    @Nullable Binary userId,
    @Nullable String to,
    @Nullable String subject,
    @Nullable String replyTo,
    @Nullable Object correlationId,
    @Nullable Symbol contentType,
    @Nullable Symbol contentEncoding,
    @Nullable Timestamp absoluteExpiryTime,
    @Nullable Timestamp creationTime,
    @Nullable String groupId,
    long groupSequence,
    @Nullable String replyToGroupId)
    implements Section {

  /** The descriptor. */
  public static final int CODE = 0x73;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:properties:list";

  /** No property at all. */
  public static final Properties EMPTY =
      new Properties(
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          FieldReader.ABSENT,
          null);

  /**
   * Checks the ids.
   *
   * @throws IllegalArgumentException if an id is of a type that AMQP does not allow for it
   */
  public Properties {
    checkId("message-id", messageId);
    checkId("correlation-id", correlationId);
  }

  static void checkId(String field, @Nullable Object id) {
    if (id != null && !isId(id)) {
      throw new IllegalArgumentException(
          field + " must be ULong, UUID, Binary or String, not " + id.getClass().getName());
    }
  }

  static boolean isId(Object id) {
    return id instanceof String
        || id instanceof ULong
        || id instanceof UUID
        || id instanceof Binary;
  }

  /** Reads the fields in wire order. */
  public static Properties decode(FieldReader in) {
    return new Properties(
        decodeId(in),
        in.binary(),
        in.repeatedString(),
        in.repeatedString(),
        in.repeatedString(),
        decodeId(in),
        in.symbol(),
        in.symbol(),
        in.timestamp(),
        in.timestamp(),
        in.repeatedString(),
        in.uint(FieldReader.ABSENT),
        in.repeatedString());
  }

  private static @Nullable Object decodeId(FieldReader in) {
    Object id = in.object();
    if (id != null && !isId(id)) {
      throw in.invalid("id of type " + id.getClass().getSimpleName());
    }
    return id;
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .object(messageId)
        .binary(userId)
        .string(to)
        .string(subject)
        .string(replyTo)
        .object(correlationId)
        .symbol(contentType)
        .symbol(contentEncoding)
        .timestamp(absoluteExpiryTime)
        .timestamp(creationTime)
        .string(groupId)
        .uint(groupSequence, FieldReader.ABSENT)
        .string(replyToGroupId)
        .end();
  }
}
