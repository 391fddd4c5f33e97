// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpSequence;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.Data;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.Section;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueWriter;

/**
 * The body of a {@link Message}, with the kind of the sections that it is made of (AMQP 3.2).
 *
 * <p>Immutable as far as its value is.
 */
public final class MessageBody {

  private final BodyKind kind;
  private final @Nullable Object value;
  private final List<Section> sections;

  private MessageBody(BodyKind kind, @Nullable Object value, List<Section> sections) {
    this.kind = kind;
    this.value = value;
    this.sections = sections;
  }

  static MessageBody of(@Nullable Object body) {
    if (body instanceof Binary || body instanceof byte[]) {
      Binary octets = body instanceof Binary binary ? binary : Binary.wrap((byte[]) body);
      return new MessageBody(BodyKind.DATA, body, List.of(new Data(octets)));
    }
    return value(body);
  }

  static MessageBody of(EncodedMessage message) {
    BodyKind kind = message.bodyKind();
    Object value =
        switch (kind) {
          case NONE -> null;
          case DATA -> message.data();
          case SEQUENCE -> message.sequence();
          case VALUE -> message.value();
        };
    return new MessageBody(kind, value, message.body());
  }

  /** One amqp-value section with any AMQP value, octets too. */
  public static MessageBody value(@Nullable Object value) {
    return new MessageBody(BodyKind.VALUE, value, List.of(new AmqpValue(value)));
  }

  /**
   * One data section for each of the parts.
   *
   * @throws IllegalArgumentException if one is null
   */
  public static MessageBody data(Binary... parts) {
    List<Section> sections = new ArrayList<>();
    int length = 0;
    for (Binary part : Checks.given("data", parts)) {
      sections.add(new Data(Checks.given("part of data", part)));
      length += part.length();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Binary part : parts) {
      part.copyTo(joined, at);
      at += part.length();
    }
    return new MessageBody(BodyKind.DATA, Binary.wrap(joined), List.copyOf(sections));
  }

  /**
   * One amqp-sequence section for each of the parts.
   *
   * @throws IllegalArgumentException if one is null
   */
  public static MessageBody sequence(List<?>... parts) {
    List<Section> sections = new ArrayList<>();
    List<@Nullable Object> joined = new ArrayList<>();
    for (List<?> part : Checks.given("sequence", parts)) {
      sections.add(new AmqpSequence(new ArrayList<>(Checks.given("part of sequence", part))));
      joined.addAll(part);
    }
    return new MessageBody(BodyKind.SEQUENCE, joined, List.copyOf(sections));
  }

  /** What the sections are. */
  public BodyKind kind() {
    return kind;
  }

  /** What {@link Message#body()} gives: the parts, joined. */
  public @Nullable Object value() {
    return value;
  }

  /** The sections, each a {@link Data}, {@link AmqpSequence} or {@link AmqpValue}. */
  public List<Section> sections() {
    return sections;
  }

  /** How many octets it has, if those are known before it is encoded; else 0. */
  int octets() {
    return value instanceof Binary binary
        ? binary.length()
        : value instanceof byte[] array ? array.length : 0;
  }

  void encode(ValueWriter out) {
    if (sections.isEmpty()) {
      // AMQP 3.2: there must be a body; nothing was received, so nothing is passed on.
      new AmqpValue(null).encode(out);
    }
    // Without an iterator: most messages have one section.
    for (int i = 0; i < sections.size(); i++) {
      sections.get(i).encode(out);
    }
  }
}
