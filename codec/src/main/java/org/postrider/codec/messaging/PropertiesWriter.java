// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@link Properties} without a record: writes field after field (AMQP 3.2.4).
 *
 * <p>Confined to its {@link MessageWriter}. Fields must come in wire order, which is that of the
 * methods; any of them, and nulls, may be left out.
 */
public final class PropertiesWriter {

  private final ValueWriter out;
  private int mark;
  private int count;

  PropertiesWriter(ValueWriter out) {
    this.out = out;
  }

  PropertiesWriter begin() {
    out.writeDescriptor(Properties.CODE);
    mark = out.beginCompound();
    count = 0;
    return this;
  }

  /** Ends the section. */
  public void end() {
    out.endList(mark, count);
  }

  /**
   * The message-id: a ULong, UUID, Binary or String.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public PropertiesWriter messageId(@Nullable Object id) {
    return id(0, "message-id", id);
  }

  /**
   * A message-id that is a string: a prefix, and a number behind it.
   *
   * @param number 0 or more
   */
  public PropertiesWriter messageId(String prefix, long number) {
    field(0);
    out.writeString(prefix, number);
    return this;
  }

  /** Who made the message. */
  public PropertiesWriter userId(@Nullable Binary user) {
    if (user != null) {
      field(1);
      out.writeBinary(user);
    }
    return this;
  }

  /** The node that the message is meant for. */
  public PropertiesWriter to(@Nullable String address) {
    return repeatedString(2, address);
  }

  /** What the message is about. */
  public PropertiesWriter subject(@Nullable String subject) {
    return repeatedString(3, subject);
  }

  /** The node that answers are to be sent to. */
  public PropertiesWriter replyTo(@Nullable String address) {
    return repeatedString(4, address);
  }

  /**
   * The correlation-id: a ULong, UUID, Binary or String.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public PropertiesWriter correlationId(@Nullable Object id) {
    return id(5, "correlation-id", id);
  }

  /** The MIME type of the body. */
  public PropertiesWriter contentType(@Nullable Symbol type) {
    return symbol(6, type);
  }

  /** What was done to the body beyond its type. */
  public PropertiesWriter contentEncoding(@Nullable Symbol encoding) {
    return symbol(7, encoding);
  }

  /** When the message expires, in milliseconds since the epoch. */
  public PropertiesWriter absoluteExpiryTimeMs(long epochMs) {
    field(8);
    out.writeTimestamp(epochMs);
    return this;
  }

  /** When the message was made, in milliseconds since the epoch. */
  public PropertiesWriter creationTimeMs(long epochMs) {
    field(9);
    out.writeTimestamp(epochMs);
    return this;
  }

  /** The group that the message belongs to. */
  public PropertiesWriter groupId(@Nullable String group) {
    return string(10, group);
  }

  /** The place in the group: 32 bits, serial; -1 for none. */
  public PropertiesWriter groupSequence(long sequence) {
    if (sequence != FieldReader.ABSENT) {
      field(11);
      out.writeUint(sequence);
    }
    return this;
  }

  /** The group that answers are to be in. */
  public PropertiesWriter replyToGroupId(@Nullable String group) {
    return string(12, group);
  }

  private PropertiesWriter id(int index, String name, @Nullable Object id) {
    if (id instanceof String text) {
      return string(index, text);
    }
    if (id != null) {
      Properties.checkId(name, id);
      field(index);
      out.writeObject(id);
    }
    return this;
  }

  private PropertiesWriter string(int index, @Nullable String value) {
    if (value != null) {
      field(index);
      out.writeString(value);
    }
    return this;
  }

  /** For what many messages have in common, as their ids have not. */
  private PropertiesWriter repeatedString(int index, @Nullable String value) {
    if (value != null) {
      field(index);
      out.writeRepeatedString(value);
    }
    return this;
  }

  private PropertiesWriter symbol(int index, @Nullable Symbol value) {
    if (value != null) {
      field(index);
      out.writeSymbol(value);
    }
    return this;
  }

  /** Puts nulls in place of the fields that were left out before a field. */
  private void field(int index) {
    if (index < count) {
      throw new IllegalStateException(
          "properties must be written in wire order: field " + index + " after " + (count - 1));
    }
    for (; count < index; count++) {
      out.writeNull();
    }
    count++;
  }
}
