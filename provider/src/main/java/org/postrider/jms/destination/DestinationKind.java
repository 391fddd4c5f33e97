// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/** The four kinds of destination, in the order of their codes in message annotations. */
public enum DestinationKind {
  QUEUE("queue"),
  TOPIC("topic"),
  TEMPORARY_QUEUE("temporary-queue"),
  TEMPORARY_TOPIC("temporary-topic");

  /** By their codes; values() would copy them for each message. */
  private static final List<DestinationKind> KINDS = List.of(values());

  private final String capability;

  DestinationKind(String capability) {
    this.capability = capability;
  }

  /** The capability that asks for this kind at a source or target. */
  public Symbol capability() {
    return Symbol.of(capability);
  }

  /** The code in the annotations {@code x-opt-jms-dest} and {@code x-opt-jms-reply-to}: 0 to 3. */
  public byte code() {
    return (byte) ordinal();
  }

  /** Whether it is a queue, temporary or not. */
  public boolean isQueue() {
    return this == QUEUE || this == TEMPORARY_QUEUE;
  }

  /** Whether it goes with its connection. */
  public boolean isTemporary() {
    return this == TEMPORARY_QUEUE || this == TEMPORARY_TOPIC;
  }

  /** The kind of a code, or null where the code is none. */
  public static @Nullable DestinationKind of(long code) {
    return code >= 0 && code < KINDS.size() ? KINDS.get((int) code) : null;
  }

  /**
   * The kind of an old text annotation such as {@code topic,temporary}, or null where it says none.
   */
  public static @Nullable DestinationKind ofLegacy(String attributes) {
    String text = "," + attributes.toLowerCase(Locale.ROOT).replace(" ", "") + ",";
    boolean temporary = text.contains(",temporary,");
    if (text.contains(",queue,")) {
      return temporary ? TEMPORARY_QUEUE : QUEUE;
    }
    if (text.contains(",topic,")) {
      return temporary ? TEMPORARY_TOPIC : TOPIC;
    }
    return null;
  }

  /** A destination of this kind; a temporary one cannot be deleted through it. */
  public PostriderDestination named(String name) {
    return switch (this) {
      case QUEUE -> new PostriderQueue(name);
      case TOPIC -> new PostriderTopic(name);
      case TEMPORARY_QUEUE -> new PostriderTemporaryQueue(name, null);
      case TEMPORARY_TOPIC -> new PostriderTemporaryTopic(name, null);
    };
  }
}
