// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ULong;
import org.postrider.jms.error.JmsErrors;

/**
 * Message and correlation identifiers: the strings of JMS and the four types of AMQP 3.2.11.
 *
 * <p>Stateless. A string of JMS that is not a plain AMQP string tells by its prefix what it is, so
 * that each identifier comes back as it went.
 */
public final class MessageIds {

  private static final String ID = "ID:";
  private static final String BINARY = "AMQP_BINARY:";
  private static final String UUID_TYPE = "AMQP_UUID:";
  private static final String ULONG = "AMQP_ULONG:";
  private static final String STRING = "AMQP_STRING:";
  private static final String NO_PREFIX = "AMQP_NO_PREFIX:";
  private static final List<String> TYPES = List.of(BINARY, UUID_TYPE, ULONG, STRING, NO_PREFIX);
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private MessageIds() {}

  /** JMSMessageID of an AMQP message-id. */
  public static @Nullable String toMessageId(@Nullable Object id) {
    if (id instanceof NumberedId numbered) {
      return toMessageId(numbered.toString());
    }
    if (id instanceof String text && !text.startsWith(ID)) {
      return ID + NO_PREFIX + text;
    }
    return toCorrelationId(id);
  }

  /** JMSCorrelationID of an AMQP correlation-id: a string without "ID:" is the application's. */
  public static @Nullable String toCorrelationId(@Nullable Object id) {
    if (id instanceof String text) {
      return type(text) == null ? text : ID + STRING + text;
    }
    if (id instanceof UUID uuid) {
      return ID + UUID_TYPE + uuid;
    }
    if (id instanceof ULong number) {
      return ID + ULONG + number;
    }
    if (id instanceof Binary octets) {
      return ID + BINARY + HEX.formatHex(octets.toByteArray());
    }
    return null;
  }

  /**
   * The AMQP identifier of a JMS one.
   *
   * @throws JMSException if the text behind a prefix is not of the prefix's type
   */
  public static @Nullable Object fromJms(@Nullable String id) throws JMSException {
    String type = id == null ? null : type(id);
    if (id == null || type == null) {
      return id;
    }
    String rest = id.substring(ID.length() + type.length());
    try {
      return switch (type) {
        case BINARY -> Binary.wrap(HEX.parseHex(rest));
        case UUID_TYPE -> uuid(rest);
        case ULONG -> ULong.ofBits(Long.parseUnsignedLong(rest));
        default -> rest;
      };
    } catch (IllegalArgumentException malformed) {
      throw JmsErrors.withCause(
          new JMSException("identifier '" + id + "' must hold a value of its type behind " + type),
          malformed);
    }
  }

  private static UUID uuid(String text) {
    UUID uuid = UUID.fromString(text);
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("not the canonical form of an UUID");
    }
    return uuid;
  }

  /** Which of the types' prefixes stands behind "ID:", or null. */
  private static @Nullable String type(String id) {
    if (id.startsWith("ID:AMQP_")) {
      for (String type : TYPES) {
        if (id.startsWith(type, ID.length())) {
          return type;
        }
      }
    }
    return null;
  }
}
