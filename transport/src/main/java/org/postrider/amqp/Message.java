// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.messaging.DeliveryAnnotations;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.Footer;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.MessageAnnotations;
import org.postrider.codec.messaging.Properties;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UInt;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.Printable;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * A message: its body and properties, which stay as the sender made them, and the header and the
 * annotations, which those on the way may change (AMQP 3.2).
 *
 * <p>Not thread-safe; it may be sent more than once, and be kept or handed to another thread after
 * {@link MessagingHandler#onMessage}. A received message is decoded section by section, when asked
 * for; a getter throws {@link DecodeException} if the section is malformed, which makes the
 * delivery {@code modified} if the handler does not catch it. Setters return the message itself.
 */
public final class Message {

  /** What a message usually has beside its body. */
  private static final int FIRST_OCTETS = 256;

  /** Of a larger body the buffer grows when it is written. */
  private static final int MAX_EXPECTED_OCTETS = 1 << 20;

  private final @Nullable ReceivedSections received;
  private @Nullable Header header;
  private @Nullable MessageProperties fields;
  private @Nullable Map<Object, @Nullable Object> deliveryAnnotations;
  private @Nullable Map<Object, @Nullable Object> messageAnnotations;
  private @Nullable Map<String, @Nullable Object> applicationProperties;
  private @Nullable Map<Object, @Nullable Object> footer;
  private @Nullable MessageBody body;

  /** A message with the body null. */
  public Message() {
    this.received = null;
    this.body = MessageBody.value(null);
  }

  /**
   * A message with a body.
   *
   * @param body any AMQP value, or null: a {@link Binary} or {@code byte[]} becomes a data section,
   *     anything else an amqp-value section; see {@link MessageBody} for the other forms. A value
   *     that AMQP has no type for is refused by {@link Sender#send}.
   */
  public Message(@Nullable Object body) {
    this.received = null;
    this.body = MessageBody.of(body);
  }

  private Message(byte[] octets, long format, ValueReader family) {
    this.received = new ReceivedSections(octets, format, family);
  }

  /** A message that was received; what is wrong with it shows when it is looked at. */
  static Message decode(byte[] octets, long format, ValueReader family) {
    return new Message(octets, format, family);
  }

  /** A section of what was received, or what stands for it in a message made here. */
  private <T> T received(Function<EncodedMessage, T> section, T absent) {
    return received == null ? absent : received.get(section);
  }

  // The body.

  /**
   * The body: of data sections a {@link Binary}, of amqp-sequence sections a list, of an amqp-value
   * section its value; of a message not yet sent, what it was given.
   */
  public @Nullable Object body() {
    return content().value();
  }

  /** Sets the body, like {@link #Message(Object)}. */
  public Message body(@Nullable Object value) {
    body = MessageBody.of(value);
    return this;
  }

  /** The body with the kind of its sections. */
  public MessageBody content() {
    MessageBody content = body;
    if (content == null) {
      content = received(MessageBody::of, MessageBody.value(null));
      body = content;
    }
    return content;
  }

  /** Sets the body with the kind of its sections. */
  public Message content(MessageBody content) {
    body = content;
    return this;
  }

  // The header.

  private Header header() {
    Header known = header;
    if (known == null) {
      known = received(EncodedMessage::header, Header.DEFAULT);
      header = known;
    }
    return known;
  }

  /** Whether the message must survive the loss of those on the way. Default: false. */
  public boolean isDurable() {
    return header().durable();
  }

  /** Sets {@link #isDurable()}. */
  public Message durable(boolean durable) {
    header = header().withDurable(durable);
    return this;
  }

  /** 0 to 255. Default: 4. */
  public int priority() {
    return header().priority();
  }

  /**
   * Sets {@link #priority()}.
   *
   * @throws IllegalArgumentException if it is not between 0 and 255
   */
  public Message priority(int priority) {
    Checks.range("priority", priority, 0, 255);
    header = header().withPriority(priority);
    return this;
  }

  /** How long the message is worth keeping, to the millisecond; null for ever. */
  public @Nullable Duration timeToLive() {
    long ttlMs = header().ttlMs();
    return ttlMs == FieldReader.ABSENT ? null : Duration.ofMillis(ttlMs);
  }

  /**
   * Sets {@link #timeToLive()}.
   *
   * @throws IllegalArgumentException if it is not between 0 and 2^32-1 ms
   */
  public Message timeToLive(@Nullable Duration time) {
    long ttlMs = time == null ? FieldReader.ABSENT : MessageProperties.ttlMs(time);
    header = header().withTtlMs(ttlMs);
    return this;
  }

  /** Whether nobody else has acquired the message before. Default: false. */
  public boolean isFirstAcquirer() {
    return header().firstAcquirer();
  }

  /** How many attempts to deliver the message have failed before this one. */
  public long deliveryCount() {
    return header().deliveryCount();
  }

  // The properties.

  private MessageProperties fields() {
    MessageProperties known = fields;
    if (known == null) {
      known =
          new MessageProperties(
              received(message -> message.properties().toProperties(), Properties.EMPTY));
      fields = known;
    }
    return known;
  }

  /** The message-id: a ULong, UUID, Binary or String; null for none. */
  public @Nullable Object messageId() {
    return fields().messageId;
  }

  /**
   * Sets {@link #messageId()}.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public Message messageId(@Nullable Object value) {
    fields().messageId = MessageProperties.id("message-id", value);
    return this;
  }

  /** Who made the message, or null; a broker checks it against the connection's user. */
  public @Nullable Binary userId() {
    return fields().userId;
  }

  /** Sets {@link #userId()}. */
  public Message userId(@Nullable Binary value) {
    fields().userId = value;
    return this;
  }

  /** The node that the message is meant for, or null; needed where a sender has no address. */
  public @Nullable String to() {
    return fields().to;
  }

  /** Sets {@link #to()}. */
  public Message to(@Nullable String value) {
    fields().to = value;
    return this;
  }

  /** What the message is about, or null. */
  public @Nullable String subject() {
    return fields().subject;
  }

  /** Sets {@link #subject()}. */
  public Message subject(@Nullable String value) {
    fields().subject = value;
    return this;
  }

  /** The node that answers are to be sent to, or null. */
  public @Nullable String replyTo() {
    return fields().replyTo;
  }

  /** Sets {@link #replyTo()}. */
  public Message replyTo(@Nullable String value) {
    fields().replyTo = value;
    return this;
  }

  /** The message that this one answers: a ULong, UUID, Binary or String; null for none. */
  public @Nullable Object correlationId() {
    return fields().correlationId;
  }

  /**
   * Sets {@link #correlationId()}.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public Message correlationId(@Nullable Object value) {
    fields().correlationId = MessageProperties.id("correlation-id", value);
    return this;
  }

  /** The MIME type of a body of octets, or null. */
  public @Nullable Symbol contentType() {
    return fields().contentType;
  }

  /** Sets {@link #contentType()}. */
  public Message contentType(@Nullable Symbol value) {
    fields().contentType = value;
    return this;
  }

  /** What was done to the body beyond its type, or null. */
  public @Nullable Symbol contentEncoding() {
    return fields().contentEncoding;
  }

  /** Sets {@link #contentEncoding()}. */
  public Message contentEncoding(@Nullable Symbol value) {
    fields().contentEncoding = value;
    return this;
  }

  /** When the message expires, to the millisecond; null for never. */
  public @Nullable Instant expiryTime() {
    return MessageProperties.instant(fields().absoluteExpiryTime);
  }

  /** Sets {@link #expiryTime()}; a time beyond 64 bits of milliseconds becomes the last. */
  public Message expiryTime(@Nullable Instant value) {
    fields().absoluteExpiryTime = value == null ? null : Timestamp.of(value);
    return this;
  }

  /** When the message was made, to the millisecond, or null. */
  public @Nullable Instant creationTime() {
    return MessageProperties.instant(fields().creationTime);
  }

  /** Sets {@link #creationTime()}; a time beyond 64 bits of milliseconds becomes the last. */
  public Message creationTime(@Nullable Instant value) {
    fields().creationTime = value == null ? null : Timestamp.of(value);
    return this;
  }

  /** The group that the message belongs to, or null. */
  public @Nullable String groupId() {
    return fields().groupId;
  }

  /** Sets {@link #groupId()}. */
  public Message groupId(@Nullable String value) {
    fields().groupId = value;
    return this;
  }

  /** The group that answers are to be in, or null. */
  public @Nullable String replyToGroupId() {
    return fields().replyToGroupId;
  }

  /** Sets {@link #replyToGroupId()}. */
  public Message replyToGroupId(@Nullable String value) {
    fields().replyToGroupId = value;
    return this;
  }

  /** The place in the group: 0 to 2^32-1, which wraps; null for none. */
  public @Nullable Long groupSequence() {
    long sequence = fields().groupSequence;
    return sequence == FieldReader.ABSENT ? null : sequence;
  }

  /**
   * Sets {@link #groupSequence()}.
   *
   * @throws IllegalArgumentException if it is not between 0 and 2^32-1
   */
  public Message groupSequence(@Nullable Long sequence) {
    fields().groupSequence =
        sequence == null
            ? FieldReader.ABSENT
            : Checks.range("groupSequence", sequence, 0, UInt.MAX);
    return this;
  }

  // The maps.

  /** An application property, or null. */
  public @Nullable Object property(String name) {
    return applicationProperties().get(name);
  }

  /**
   * Sets an application property: a simple AMQP value or null.
   *
   * @throws IllegalArgumentException if the name is null, or the value a map, list or array
   */
  public Message property(String name, @Nullable Object value) {
    MessageProperties.checkApplicationProperty(name, value);
    applicationProperties().put(name, value);
    return this;
  }

  /** All application properties; changes of the map are changes of the message. */
  public Map<String, @Nullable Object> applicationProperties() {
    Map<String, @Nullable Object> map = applicationProperties;
    if (map == null) {
      map = new LinkedHashMap<>(received(EncodedMessage::applicationProperties, Map.of()));
      applicationProperties = map;
    }
    return map;
  }

  /**
   * A message annotation, or null.
   *
   * @throws IllegalArgumentException if the name is null, or not of ASCII characters
   */
  public @Nullable Object annotation(String name) {
    return messageAnnotations().get(Symbol.of(Checks.given("name", name)));
  }

  /**
   * Sets a message annotation: any AMQP value, or null.
   *
   * @throws IllegalArgumentException if the name is null, or not of ASCII characters
   */
  public Message annotation(String name, @Nullable Object value) {
    messageAnnotations().put(Symbol.of(Checks.given("name", name)), value);
    return this;
  }

  /** All message annotations by symbol or ULong; changes of the map are changes of the message. */
  public Map<Object, @Nullable Object> messageAnnotations() {
    Map<Object, @Nullable Object> map = messageAnnotations;
    if (map == null) {
      map = new LinkedHashMap<>(received(EncodedMessage::messageAnnotations, Map.of()));
      messageAnnotations = map;
    }
    return map;
  }

  /** Delivery annotations, for the next peer only, by symbol or ULong; a map to be changed. */
  public Map<Object, @Nullable Object> deliveryAnnotations() {
    Map<Object, @Nullable Object> map = deliveryAnnotations;
    if (map == null) {
      map = new LinkedHashMap<>(received(EncodedMessage::deliveryAnnotations, Map.of()));
      deliveryAnnotations = map;
    }
    return map;
  }

  /** The footer by symbol or ULong: what can be told after the body only; a map to be changed. */
  public Map<Object, @Nullable Object> footer() {
    Map<Object, @Nullable Object> map = footer;
    if (map == null) {
      map = new LinkedHashMap<>(received(EncodedMessage::footer, Map.of()));
      footer = map;
    }
    return map;
  }

  // The wire.

  /** The encoded message, in a heap buffer that passes to the caller. */
  ByteBuf encode() {
    MessageBody content = content();
    ByteBuf buffer =
        PooledByteBufAllocator.DEFAULT.heapBuffer(
            FIRST_OCTETS + Math.min(content.octets(), MAX_EXPECTED_OCTETS));
    try {
      ValueWriter out = new ValueWriter().reset(buffer);
      write(content, out);
      out.flush();
      return buffer;
    } catch (RuntimeException refused) {
      buffer.release();
      throw refused;
    }
  }

  /** Makes nothing of sections that nobody has asked for, which most messages have not. */
  private void write(MessageBody content, ValueWriter out) {
    Header first = header();
    if (!first.equals(Header.DEFAULT)) {
      first.encode(out);
    }
    Map<Object, @Nullable Object> forDelivery =
        toWrite(deliveryAnnotations, EncodedMessage::deliveryAnnotations);
    if (!forDelivery.isEmpty()) {
      new DeliveryAnnotations(forDelivery).encode(out);
    }
    Map<Object, @Nullable Object> annotations =
        toWrite(messageAnnotations, EncodedMessage::messageAnnotations);
    if (!annotations.isEmpty()) {
      new MessageAnnotations(annotations).encode(out);
    }
    if (fields != null || received != null) {
      fields().write(out);
    }
    Map<String, @Nullable Object> properties =
        toWrite(applicationProperties, EncodedMessage::applicationProperties);
    if (!properties.isEmpty()) {
      new ApplicationProperties(properties).encode(out);
    }
    content.encode(out);
    Map<Object, @Nullable Object> last = toWrite(footer, EncodedMessage::footer);
    if (!last.isEmpty()) {
      new Footer(last).encode(out);
    }
  }

  /** A map as the application may have changed it, or else as it was received. */
  private <K> Map<K, @Nullable Object> toWrite(
      @Nullable Map<K, @Nullable Object> known,
      Function<EncodedMessage, Map<K, @Nullable Object>> section) {
    return known == null ? received(section, Map.of()) : known;
  }

  /** The message-id and the subject, which are short; or what is wrong with a received message. */
  @Override
  public String toString() {
    try {
      String text = "Message[id=" + messageId() + ", subject=" + subject() + "]";
      return Printable.of(text, 500);
    } catch (DecodeException malformed) {
      return "Message[malformed: " + malformed.getMessage() + "]";
    }
  }
}
