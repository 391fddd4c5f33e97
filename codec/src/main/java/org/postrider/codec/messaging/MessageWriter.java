// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.UInt;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueWriter;

/**
 * Writes the sections of a message without building them; the octets are those of the records (AMQP
 * 3.2).
 *
 * <p>Not thread-safe; made once for a {@link ValueWriter}, and used for whatever buffer that is set
 * on. The caller keeps the order of the sections: header, delivery annotations, message
 * annotations, properties, application properties, body, footer. What {@code begin…} gives must be
 * ended before the next section; it is the same object each time.
 */
public final class MessageWriter {

  private final ValueWriter out;
  private final PropertiesWriter properties;
  private final MapWriter map;

  /** A writer of sections to wherever a writer of values stands. */
  public MessageWriter(ValueWriter out) {
    this.out = out;
    properties = new PropertiesWriter(out);
    map = new MapWriter(out);
  }

  /** The writer of values beneath. */
  public ValueWriter values() {
    return out;
  }

  /**
   * The header of a message that comes from its producer.
   *
   * @param priority 0 to 255
   * @param ttlMs 0 to 2^32-1, or -1 for ever
   * @throws IllegalArgumentException if a number is out of its range
   */
  public void header(boolean durable, int priority, long ttlMs) {
    header(durable, priority, ttlMs, false, 0);
  }

  /**
   * A header with all fields.
   *
   * @param priority 0 to 255
   * @param ttlMs 0 to 2^32-1, or -1 for ever
   * @param deliveryCount 0 to 2^32-1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public void header(
      boolean durable, int priority, long ttlMs, boolean firstAcquirer, long deliveryCount) {
    Header.check("priority", priority, 0, 0xFF);
    Header.check("ttl", ttlMs, FieldReader.ABSENT, UInt.MAX);
    Header.check("delivery-count", deliveryCount, 0, UInt.MAX);
    out.writeDescriptor(Header.CODE);
    int mark = out.beginCompound();
    int count = fields(durable, priority, ttlMs, firstAcquirer, deliveryCount);
    if (count > 0) {
      writeBoolean(durable);
    }
    if (count > 1) {
      writePriority(priority);
    }
    if (count > 2) {
      writeTtl(ttlMs);
    }
    if (count > 3) {
      writeBoolean(firstAcquirer);
    }
    if (count > 4) {
      out.writeUint(deliveryCount);
    }
    out.endList(mark, count);
  }

  /** How many fields stand before the trailing ones that equal their defaults. */
  private static int fields(
      boolean durable, int priority, long ttlMs, boolean firstAcquirer, long deliveryCount) {
    if (deliveryCount != 0) {
      return 5;
    }
    if (firstAcquirer) {
      return 4;
    }
    if (ttlMs != FieldReader.ABSENT) {
      return 3;
    }
    if (priority != Header.DEFAULT_PRIORITY) {
      return 2;
    }
    return durable ? 1 : 0;
  }

  private void writeBoolean(boolean value) {
    out.writeCode(value ? FormatCode.TRUE : FormatCode.NULL);
  }

  private void writePriority(int priority) {
    if (priority == Header.DEFAULT_PRIORITY) {
      out.writeNull();
    } else {
      out.writeUbyte(priority);
    }
  }

  private void writeTtl(long ttlMs) {
    if (ttlMs == FieldReader.ABSENT) {
      out.writeNull();
    } else {
      out.writeUint(ttlMs);
    }
  }

  /** Begins delivery annotations. */
  public MapWriter beginDeliveryAnnotations() {
    return map.begin(DeliveryAnnotations.CODE);
  }

  /** Begins message annotations. */
  public MapWriter beginMessageAnnotations() {
    return map.begin(MessageAnnotations.CODE);
  }

  /** Begins properties. */
  public PropertiesWriter beginProperties() {
    return properties.begin();
  }

  /** Begins application properties. */
  public MapWriter beginApplicationProperties() {
    return map.begin(ApplicationProperties.CODE);
  }

  /** Begins a footer. */
  public MapWriter beginFooter() {
    return map.begin(Footer.CODE);
  }

  /** Delivery annotations: Symbol or ULong to value. */
  public void deliveryAnnotations(Map<?, ?> annotations) {
    out.writeDescriptor(DeliveryAnnotations.CODE);
    SectionMaps.writeAnnotations(out, annotations);
  }

  /** Message annotations: Symbol or ULong to value. */
  public void messageAnnotations(Map<?, ?> annotations) {
    out.writeDescriptor(MessageAnnotations.CODE);
    SectionMaps.writeAnnotations(out, annotations);
  }

  /**
   * Application properties.
   *
   * @throws IllegalArgumentException if a value is a map, list or array, or AMQP has no type for it
   */
  public void applicationProperties(Map<String, ?> properties) {
    out.writeDescriptor(ApplicationProperties.CODE);
    SectionMaps.writeApplicationProperties(out, properties);
  }

  /** A footer: Symbol or ULong to value. */
  public void footer(Map<?, ?> footer) {
    out.writeDescriptor(Footer.CODE);
    SectionMaps.writeAnnotations(out, footer);
  }

  /** A data section. */
  public void data(byte[] octets, int offset, int length) {
    out.writeDescriptor(Data.CODE);
    out.writeBinary(octets, offset, length);
  }

  /**
   * The beginning of a data section; its octets have to follow what is written.
   *
   * @param length how many
   */
  public void dataHead(int length) {
    out.writeDescriptor(Data.CODE);
    out.writeCode(FormatCode.BINARY_32);
    out.rawInt(length);
  }

  /** A data section. */
  public void data(Binary octets) {
    out.writeDescriptor(Data.CODE);
    out.writeBinary(octets);
  }

  /** An amqp-sequence section. */
  public void sequence(List<?> items) {
    out.writeDescriptor(AmqpSequence.CODE);
    out.writeObject(items);
  }

  /**
   * An amqp-value section.
   *
   * @throws IllegalArgumentException if AMQP has no type for the value
   */
  public void value(@Nullable Object value) {
    out.writeDescriptor(AmqpValue.CODE);
    out.writeObject(value);
  }

  /** An amqp-value section that holds a text, or null. */
  public void text(@Nullable String text) {
    out.writeDescriptor(AmqpValue.CODE);
    if (text == null) {
      out.writeNull();
    } else {
      out.writeString(text);
    }
  }

  /**
   * Begins an amqp-value section: the caller writes one value to {@link #values()}, and with that
   * it is ended.
   */
  public ValueWriter beginValue() {
    out.writeDescriptor(AmqpValue.CODE);
    return out;
  }
}
