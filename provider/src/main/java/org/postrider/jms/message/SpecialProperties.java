// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.UInt;
import org.postrider.jms.options.RedeliveryOutcome;

/**
 * The properties with a meaning of their own, which are no application-properties: JMSX and ours.
 *
 * <p>Stateless: each reads and writes its field of the message.
 */
final class SpecialProperties {

  static final String DELIVERY_COUNT = "JMSXDeliveryCount";
  static final String GROUP_ID = "JMSXGroupID";
  static final String GROUP_SEQUENCE = "JMSXGroupSeq";
  static final String USER_ID = "JMSXUserID";
  static final String TTL = "JMS_AMQP_TTL";
  static final String REPLY_TO_GROUP_ID = "JMS_AMQP_REPLY_TO_GROUP_ID";
  static final String TYPED_ENCODING = "JMS_AMQP_TYPED_ENCODING";
  static final String ACK_TYPE = "JMS_AMQP_ACK_TYPE";

  static final List<String> NAMES =
      List.of(
          DELIVERY_COUNT,
          GROUP_ID,
          GROUP_SEQUENCE,
          USER_ID,
          TTL,
          REPLY_TO_GROUP_ID,
          TYPED_ENCODING,
          ACK_TYPE);

  private SpecialProperties() {}

  static boolean contains(String name) {
    return name.startsWith("JMS") && NAMES.contains(name);
  }

  /** The value, or null where the message has none. */
  static @Nullable Object get(PostriderMessage message, String name) throws JMSException {
    Headers headers = message.headers();
    return switch (name) {
      case DELIVERY_COUNT -> message.isReceived() ? deliveryCount(headers.header()) : null;
      case GROUP_ID -> headers.properties().groupId;
      case GROUP_SEQUENCE -> nonZero(headers.properties().groupSequence);
      case USER_ID -> userId(headers.properties().userId);
      case TTL -> headers.ttlOverrideMs == Headers.ABSENT ? null : headers.ttlOverrideMs;
      case REPLY_TO_GROUP_ID -> headers.properties().replyToGroupId;
      case TYPED_ENCODING ->
          message instanceof PostriderObjectMessage object && object.isTyped() ? true : null;
      default -> {
        RedeliveryOutcome outcome = message.acknowledgeOutcome();
        yield outcome == null ? null : outcome.number();
      }
    };
  }

  private static int deliveryCount(Headers headers) {
    return (int) Math.min(headers.deliveryCount + 1, Integer.MAX_VALUE);
  }

  private static @Nullable Integer nonZero(int number) {
    return number == 0 ? null : (Integer) number;
  }

  private static @Nullable String userId(@Nullable Binary octets) {
    return octets == null ? null : new String(octets.toByteArray(), StandardCharsets.UTF_8);
  }

  /** Sets or, with null, takes away. */
  static void set(PostriderMessage message, String name, @Nullable Object value)
      throws JMSException {
    Headers headers = message.headers();
    switch (name) {
      case DELIVERY_COUNT ->
          headers.header().deliveryCount = value == null ? 0 : Math.max(toInt(name, value) - 1, 0);
      case GROUP_ID -> headers.properties().groupId = toText(name, value);
      case GROUP_SEQUENCE ->
          headers.properties().groupSequence = value == null ? 0 : toInt(name, value);
      case USER_ID -> {
        String user = toText(name, value);
        headers.properties().userId =
            user == null ? null : Binary.wrap(user.getBytes(StandardCharsets.UTF_8));
      }
      case TTL -> headers.ttlOverrideMs = value == null ? Headers.ABSENT : ttl(value);
      case REPLY_TO_GROUP_ID -> headers.properties().replyToGroupId = toText(name, value);
      case TYPED_ENCODING -> setTyped(message, value);
      default -> message.setAcknowledgeOutcome(value == null ? null : outcome(toInt(name, value)));
    }
  }

  private static void setTyped(PostriderMessage message, @Nullable Object value)
      throws JMSException {
    if (!(message instanceof PostriderObjectMessage object)) {
      throw new MessageFormatException("property " + TYPED_ENCODING + " is for an ObjectMessage");
    }
    object.setTyped(Conversion.toBoolean(value));
  }

  private static RedeliveryOutcome outcome(int number) throws MessageFormatException {
    if (number < 1 || number > RedeliveryOutcome.values().length) {
      throw new MessageFormatException(
          "property " + ACK_TYPE + ": value " + number + " must be from 1 to 5");
    }
    return RedeliveryOutcome.of(number);
  }

  private static long ttl(Object value) throws MessageFormatException {
    long ttl = value instanceof Number ? Conversion.toLong(value) : -1;
    if (ttl < 0 || ttl > UInt.MAX) {
      throw new MessageFormatException(
          "property " + TTL + ": value " + value + " must be a number from 0 to " + UInt.MAX);
    }
    return ttl;
  }

  private static int toInt(String name, Object value) throws MessageFormatException {
    if (!(value instanceof Number)) {
      throw new MessageFormatException("property " + name + ": '" + value + "' must be an int");
    }
    return Conversion.toInt(value);
  }

  private static @Nullable String toText(String name, @Nullable Object value)
      throws MessageFormatException {
    if (value != null && !(value instanceof String)) {
      throw new MessageFormatException("property " + name + ": '" + value + "' must be a String");
    }
    return (String) value;
  }
}
