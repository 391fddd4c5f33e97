// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MapWriter;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.messaging.PropertiesWriter;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;

/**
 * Writes messages as AMQP wants them on the wire (AMQP 3.2).
 *
 * <p>Not thread-safe, but for {@link #close}; made once for a producer or session.
 */
public final class MessageEncoder {

  private static final int INITIAL_OCTETS = 256;

  /** Arrays are not larger. */
  private static final int MAX_OCTETS = Integer.MAX_VALUE - 8;

  /** A larger message is not taken for an omen. */
  private static final int MAX_EXPECTED_OCTETS = 1 << 20;

  /**
   * A body of so many octets is not copied, but sent from where it is. Of smaller ones the copy
   * costs no more than that a message has two parts.
   */
  static final int LENT_BODY_OCTETS = 32 << 10;

  /** Where the whole message might be larger than a buffer can be. */
  private static final int MAX_LENT_BODY_OCTETS = 1 << 30;

  /** Artemis' own: of messages with the same value it keeps the first. */
  private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

  private final ByteBufAllocator allocator;
  private final SharedBuffer shared;
  private final AddressPrefixes prefixes;
  private final ValueWriter values = new ValueWriter();
  private final MessageWriter out = new MessageWriter(values);

  /** As many as the last message had beside its body, and some: see {@link #room}. */
  private int expectedOctets = INITIAL_OCTETS;

  /** An encoder that takes its heap buffers from an allocator. */
  public MessageEncoder(ByteBufAllocator allocator, MessageSettings settings) {
    this.allocator = allocator;
    this.shared = new SharedBuffer(allocator);
    this.prefixes = settings.prefixes();
  }

  /**
   * Encodes a message as it is now.
   *
   * @return a buffer that the caller must release. What it may read is the message, until the next
   *     one is encoded: that may be in the same buffer.
   * @throws JMSException if something in the message cannot be written
   */
  public ByteBuf encode(PostriderMessage message) throws JMSException {
    return encode(message, null);
  }

  /**
   * Encodes a message as it is now.
   *
   * @param duplicateId by which Artemis knows a message that was sent twice, or null
   * @return as of {@link #encode(PostriderMessage)}
   * @throws JMSException if something in the message cannot be written
   */
  public ByteBuf encode(PostriderMessage message, @Nullable String duplicateId)
      throws JMSException {
    int body = message.bodyOctets();
    boolean large = body >= LENT_BODY_OCTETS && body <= MAX_LENT_BODY_OCTETS;
    ByteBuf lent = large ? message.lentBody() : null;
    if (lent == null) {
      return encode(message, duplicateId, room(body), false);
    }
    ByteBuf head = encode(message, duplicateId, room(0), true);
    return Unpooled.wrappedBuffer(head.slice(), lent);
  }

  /**
   * Encodes a message.
   *
   * @param withoutBody whether its octets follow elsewhere
   */
  private ByteBuf encode(
      PostriderMessage message, @Nullable String duplicateId, int octets, boolean withoutBody)
      throws JMSException {
    if (octets <= SharedBuffer.MAX_MESSAGE_OCTETS) {
      ByteBuf buffer = shared.take(octets);
      int start = buffer.writerIndex();
      try {
        write(message, duplicateId, buffer, withoutBody);
        return buffer.retain();
      } catch (IndexOutOfBoundsException larger) {
        // Than the last one let expect: it gets a buffer that can grow.
        buffer.setIndex(start, start);
      } finally {
        shared.putBack(buffer);
      }
    }
    ByteBuf buffer = allocator.heapBuffer(octets);
    boolean done = false;
    try {
      write(message, duplicateId, buffer, withoutBody);
      done = true;
      return buffer;
    } finally {
      if (!done) {
        buffer.release();
      }
    }
  }

  /** Keeps no memory for messages from now on. May be called by any thread. */
  public void close() {
    shared.close();
  }

  private void write(
      PostriderMessage message, @Nullable String duplicateId, ByteBuf to, boolean withoutBody)
      throws JMSException {
    int body = message.bodyOctets();
    try {
      values.reset(to);
      writeBeforeBody(message, duplicateId);
      if (withoutBody) {
        out.dataHead(body);
      } else {
        message.writeBody(out);
      }
      values.flush();
      expect(to.readableBytes() - (withoutBody ? 0 : body));
    } catch (DecodeException fault) {
      throw new UndecodableMessageException(fault);
    } catch (IllegalArgumentException unwritable) {
      throw JmsErrors.withCause(
          new MessageFormatException("message cannot be encoded: " + unwritable.getMessage()),
          unwritable);
    }
  }

  /** A buffer that need not grow is not copied. */
  private int room(int body) {
    return (int) Math.min((long) body + expectedOctets, MAX_OCTETS);
  }

  private void expect(int octets) {
    int some = octets >> 3;
    expectedOctets = Math.min(Math.max(octets + some, INITIAL_OCTETS), MAX_EXPECTED_OCTETS);
  }

  private void writeBeforeBody(PostriderMessage message, @Nullable String duplicateId)
      throws JMSException {
    Headers headers = message.headers().header().properties();
    if (headers.persistent
        || headers.priority != Headers.DEFAULT_PRIORITY
        || headers.ttlMs != Headers.ABSENT) {
      out.header(headers.persistent, headers.priority, headers.ttlMs);
    }
    writeAnnotations(message, headers);
    writeProperties(message, headers);
    Map<String, @Nullable Object> properties = message.propertiesToSend();
    if (duplicateId != null && !properties.containsKey(DUPLICATE_ID)) {
      Map<String, @Nullable Object> marked = new LinkedHashMap<>(properties);
      marked.put(DUPLICATE_ID, duplicateId);
      properties = marked;
    }
    if (!properties.isEmpty()) {
      out.applicationProperties(properties);
    }
  }

  private void writeAnnotations(PostriderMessage message, Headers headers) {
    MapWriter annotations = out.beginMessageAnnotations();
    annotations.entry(Annotations.MESSAGE_TYPE, message.typeCode());
    PostriderDestination destination = headers.destination;
    if (destination != null) {
      annotations.entry(Annotations.DESTINATION, destination.kind().code());
    }
    PostriderDestination replyTo = headers.replyTo;
    if (replyTo != null) {
      annotations.entry(Annotations.REPLY_TO, replyTo.kind().code());
    }
    if (headers.delayed) {
      annotations.entry(Annotations.DELIVERY_TIME, (Object) headers.deliveryTimeMs);
    }
    EncodedMessage received = message.received();
    if (received != null) {
      received
          .messageAnnotations()
          .forEach(
              (key, value) -> {
                if (Annotations.isForeign(key)) {
                  annotations.entry((Symbol) key, value);
                }
              });
    }
    annotations.end();
  }

  private void writeProperties(PostriderMessage message, Headers headers) throws JMSException {
    Symbol contentType = message.contentTypeToSend();
    PropertiesWriter properties =
        messageId(out.beginProperties(), headers.messageId)
            .userId(headers.userId)
            .to(address(headers.destination))
            .subject(headers.subject)
            .replyTo(address(headers.replyTo))
            .correlationId(headers.correlationId)
            .contentType(contentType)
            .contentEncoding(contentType == null ? null : headers.contentEncoding);
    if (headers.expirationMs != 0) {
      properties.absoluteExpiryTimeMs(headers.expirationMs);
    }
    if (headers.timestampMs != 0) {
      properties.creationTimeMs(headers.timestampMs);
    }
    properties
        .groupId(headers.groupId)
        .groupSequence(groupSequence(headers))
        .replyToGroupId(headers.replyToGroupId)
        .end();
  }

  private static PropertiesWriter messageId(PropertiesWriter properties, @Nullable Object id) {
    return id instanceof NumberedId numbered
        ? properties.messageId(numbered.prefix(), numbered.number())
        : properties.messageId(id);
  }

  private static long groupSequence(Headers headers) {
    // AMQP's is unsigned: the bits are kept.
    return headers.groupSequence == 0 ? -1 : headers.groupSequence & 0xFFFF_FFFFL;
  }

  private @Nullable String address(@Nullable PostriderDestination destination) {
    return destination == null ? null : prefixes.toAddress(destination);
  }
}
