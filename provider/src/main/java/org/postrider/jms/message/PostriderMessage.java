// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.Printable;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.RedeliveryOutcome;

/**
 * A message: headers and properties; its subclasses are the bodies.
 *
 * <p>Not thread-safe, as JMS has it. A received one keeps its octets and reads a section when it is
 * first asked for something in it. It extends over 300 lines because {@link Message} has 46
 * methods.
 */
public abstract sealed class PostriderMessage implements Message
    permits PlainMessage,
        PostriderBytesMessage,
        PostriderMapMessage,
        PostriderObjectMessage,
        PostriderStreamMessage,
        PostriderTextMessage {

  /** Reads something of a received message. */
  interface Reading<T> {
    @Nullable T from(EncodedMessage message) throws JMSException;
  }

  private final MessageSettings settings;
  private final @Nullable EncodedMessage received;
  private final @Nullable Arrival arrival;
  private @Nullable Headers headers;
  private @Nullable MessageProperties properties;
  private @Nullable RedeliveryOutcome acknowledgeOutcome;
  private boolean bodyReadOnly;

  /** A message that is made here. */
  PostriderMessage(MessageSettings settings) {
    this.settings = settings;
    received = null;
    arrival = null;
  }

  /** A message that came. */
  PostriderMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    this.settings = settings;
    this.received = encoded;
    this.arrival = arrival;
    bodyReadOnly = true;
  }

  // What sessions need

  /** Puts a producer's headers on, in place of whatever the application set (JMS 3.4). */
  public final void prepareToSend(SendHeaders send) throws JMSException {
    headers().set(send);
  }

  /** Whether the message expired by a time, given in milliseconds since the epoch. */
  public final boolean isExpired(long nowMs) throws JMSException {
    // Headers are not made for this question.
    long expirationMs =
        received == null || arrival == null || headers != null
            ? headers().expirationMs()
            : Headers.expirationMs(received, arrival);
    return expirationMs != 0 && expirationMs <= nowMs;
  }

  /** How often it was given to an application before; 0 or more. */
  public final long redeliveryCount() throws JMSException {
    return headers().header().deliveryCount;
  }

  /** What the application asked for by JMS_AMQP_ACK_TYPE, or null. */
  public final @Nullable RedeliveryOutcome acknowledgeOutcome() {
    return acknowledgeOutcome;
  }

  /** Whether it came from a broker. */
  public final boolean isReceived() {
    return received != null;
  }

  /** Whether there is something in the body: {@code receiveBody} refuses a message without. */
  public abstract boolean hasBody() throws JMSException;

  /** Makes the body readable from its start, as it must be once a completion listener gets it. */
  public void sent() {}

  // What the bodies share

  abstract byte typeCode();

  /** About how many octets the body has, where that is known before it is written; 0 if not. */
  int bodyOctets() throws JMSException {
    return 0;
  }

  /**
   * The octets of the body, to be sent from where they are, where the section is nothing but a head
   * and these; null elsewhere. They must not change any more, whatever becomes of the message.
   */
  @Nullable ByteBuf lentBody() throws JMSException {
    return null;
  }

  /** Writes the body's section. */
  abstract void writeBody(MessageWriter out) throws JMSException;

  /** The content type that goes out, or null. */
  @Nullable Symbol contentTypeToSend() throws JMSException {
    return null;
  }

  /** Empties the body. */
  abstract void emptyBody();

  /** Made when they are asked for: who reads the body only has no use of them. */
  final Headers headers() {
    Headers known = headers;
    if (known == null) {
      known =
          received == null || arrival == null
              ? new Headers()
              : new Headers(received, arrival, settings.prefixes());
      headers = known;
    }
    return known;
  }

  /** The application properties that go out. */
  final Map<String, @Nullable Object> propertiesToSend() throws JMSException {
    return properties == null && received == null ? Map.of() : properties().values();
  }

  /** Made when they are asked for, as {@link #headers()} are. */
  final MessageProperties properties() {
    MessageProperties known = properties;
    if (known == null) {
      known = new MessageProperties(this, settings.validatePropertyNames(), received);
      properties = known;
    }
    return known;
  }

  final @Nullable EncodedMessage received() {
    return received;
  }

  final void setAcknowledgeOutcome(@Nullable RedeliveryOutcome outcome) {
    acknowledgeOutcome = outcome;
  }

  final boolean isBodyReadOnly() {
    return bodyReadOnly;
  }

  final void setBodyReadOnly(boolean readOnly) {
    bodyReadOnly = readOnly;
  }

  final void checkBodyWritable() throws MessageNotWriteableException {
    if (bodyReadOnly) {
      throw new MessageNotWriteableException("the body is read-only; clearBody makes it writable");
    }
  }

  static <T> @Nullable T read(EncodedMessage message, Reading<T> reading) throws JMSException {
    try {
      return reading.from(message);
    } catch (DecodeException fault) {
      throw new UndecodableMessageException(fault);
    }
  }

  /** A body as the type asked for; null stays null. */
  static <T> @Nullable T bodyAs(Class<T> type, @Nullable Object body)
      throws MessageFormatException {
    if (body != null && !type.isInstance(body)) {
      throw new MessageFormatException("the body cannot be assigned to " + type.getName());
    }
    return type.cast(body);
  }

  @Override
  public void acknowledge() throws JMSException {
    Acknowledger session = arrival == null ? null : arrival.acknowledger();
    if (session != null) {
      session.acknowledge(this);
    }
  }

  @Override
  public final void clearBody() throws JMSException {
    emptyBody();
    bodyReadOnly = false;
  }

  // Headers

  @Override
  public final @Nullable String getJMSMessageID() throws JMSException {
    return MessageIds.toMessageId(headers().messageId());
  }

  @Override
  public final void setJMSMessageID(@Nullable String id) throws JMSException {
    headers().properties().messageId = MessageIds.fromJms(id);
  }

  @Override
  public final long getJMSTimestamp() throws JMSException {
    return headers().properties().timestampMs;
  }

  @Override
  public final void setJMSTimestamp(long timestamp) throws JMSException {
    headers().properties().timestampMs = timestamp;
  }

  @Override
  public final byte @Nullable [] getJMSCorrelationIDAsBytes() throws JMSException {
    Object id = headers().properties().correlationId;
    if (id != null && !(id instanceof Binary)) {
      // The sender's own words: a log prints them as they are.
      throw new JMSException(
          "correlation identifier '"
              + Printable.name(String.valueOf(id))
              + "' must be octets to be read so");
    }
    return id == null ? null : ((Binary) id).toByteArray();
  }

  @Override
  public final void setJMSCorrelationIDAsBytes(byte @Nullable [] id) throws JMSException {
    headers().properties().correlationId = id == null ? null : Binary.copyOf(id);
  }

  @Override
  public final void setJMSCorrelationID(@Nullable String id) throws JMSException {
    headers().properties().correlationId = MessageIds.fromJms(id);
  }

  @Override
  public final @Nullable String getJMSCorrelationID() throws JMSException {
    return MessageIds.toCorrelationId(headers().properties().correlationId);
  }

  @Override
  public final @Nullable Destination getJMSReplyTo() throws JMSException {
    return headers().properties().replyTo;
  }

  @Override
  public final void setJMSReplyTo(@Nullable Destination replyTo) throws JMSException {
    headers().properties().replyTo = replyTo == null ? null : PostriderDestination.of(replyTo);
  }

  @Override
  public final @Nullable Destination getJMSDestination() throws JMSException {
    return headers().properties().destination;
  }

  @Override
  public final void setJMSDestination(@Nullable Destination destination) throws JMSException {
    headers().properties().destination =
        destination == null ? null : PostriderDestination.of(destination);
  }

  @Override
  public final int getJMSDeliveryMode() throws JMSException {
    return headers().header().persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
  }

  @Override
  public final void setJMSDeliveryMode(int mode) throws JMSException {
    if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
      throw new JMSException("delivery mode " + mode + " must be 1 or 2");
    }
    headers().header().persistent = mode == DeliveryMode.PERSISTENT;
  }

  @Override
  public final boolean getJMSRedelivered() throws JMSException {
    return headers().header().deliveryCount > 0;
  }

  @Override
  public final void setJMSRedelivered(boolean redelivered) throws JMSException {
    long count = headers().header().deliveryCount;
    headers().deliveryCount = redelivered ? Math.max(count, 1) : 0;
  }

  @Override
  public final @Nullable String getJMSType() throws JMSException {
    return headers().properties().subject;
  }

  @Override
  public final void setJMSType(@Nullable String type) throws JMSException {
    headers().properties().subject = type;
  }

  @Override
  public final long getJMSExpiration() throws JMSException {
    return headers().properties().expirationMs;
  }

  @Override
  public final void setJMSExpiration(long expiration) throws JMSException {
    headers().properties().expirationMs = expiration;
  }

  @Override
  public final long getJMSDeliveryTime() throws JMSException {
    return headers().properties().deliveryTimeMs;
  }

  @Override
  public final void setJMSDeliveryTime(long deliveryTime) throws JMSException {
    headers().properties().deliveryTimeMs = deliveryTime;
  }

  @Override
  public final int getJMSPriority() throws JMSException {
    return headers().header().priority;
  }

  @Override
  public final void setJMSPriority(int priority) throws JMSException {
    if (priority < 0 || priority > Headers.MAX_PRIORITY) {
      throw new JMSException("priority " + priority + " must be from 0 to 9");
    }
    headers().header().priority = priority;
  }

  // Properties

  @Override
  public final void clearProperties() throws JMSException {
    properties().clear();
  }

  @Override
  public final boolean propertyExists(@Nullable String name) throws JMSException {
    return properties().exists(name);
  }

  @Override
  public final boolean getBooleanProperty(String name) throws JMSException {
    return Conversion.toBoolean(properties().get(name));
  }

  @Override
  public final byte getByteProperty(String name) throws JMSException {
    return Conversion.toByte(properties().get(name));
  }

  @Override
  public final short getShortProperty(String name) throws JMSException {
    return Conversion.toShort(properties().get(name));
  }

  @Override
  public final int getIntProperty(String name) throws JMSException {
    return Conversion.toInt(properties().get(name));
  }

  @Override
  public final long getLongProperty(String name) throws JMSException {
    return Conversion.toLong(properties().get(name));
  }

  @Override
  public final float getFloatProperty(String name) throws JMSException {
    return Conversion.toFloat(properties().get(name));
  }

  @Override
  public final double getDoubleProperty(String name) throws JMSException {
    return Conversion.toDouble(properties().get(name));
  }

  @Override
  public final @Nullable String getStringProperty(String name) throws JMSException {
    return Conversion.toText(properties().get(name));
  }

  @Override
  public final @Nullable Object getObjectProperty(String name) throws JMSException {
    return properties().get(name);
  }

  @Override
  public final Enumeration<String> getPropertyNames() throws JMSException {
    return properties().names();
  }

  @Override
  public final void setBooleanProperty(String name, boolean value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setByteProperty(String name, byte value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setShortProperty(String name, short value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setIntProperty(String name, int value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setLongProperty(String name, long value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setFloatProperty(String name, float value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setDoubleProperty(String name, double value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setStringProperty(String name, @Nullable String value) throws JMSException {
    properties().set(name, value);
  }

  @Override
  public final void setObjectProperty(String name, @Nullable Object value) throws JMSException {
    properties().set(name, value);
  }

  /** Equal by the message identifier, which a message that was never sent does not have. */
  @Override
  public final boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    Object id = identifier();
    return id != null
        && other instanceof PostriderMessage message
        && id.equals(message.identifier());
  }

  @Override
  public final int hashCode() {
    Object id = identifier();
    return id == null ? System.identityHashCode(this) : id.hashCode();
  }

  /** The message-id as AMQP has it, or null. */
  public final @Nullable Object identifier() {
    try {
      return headers().messageId();
    } catch (UndecodableMessageException fault) {
      return null;
    }
  }

  /** What {@link MessageIds#toMessageId} makes the message-id of, if it is ever asked for. */
  public final @Nullable Object unmadeIdentifier() {
    try {
      return headers().unmadeMessageId();
    } catch (UndecodableMessageException fault) {
      return null;
    }
  }

  /** The type and the message identifier. */
  @Override
  public final String toString() {
    String text = getClass().getSimpleName() + " " + MessageIds.toMessageId(identifier());
    return Printable.of(text, 500);
  }
}
