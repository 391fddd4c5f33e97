// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import org.jspecify.annotations.Nullable;

/**
 * The prefixes that make addresses of names.
 *
 * <p>Immutable. Temporary destinations have none: their names came from the broker.
 *
 * @param queue put before queue names; may be empty
 * @param topic put before topic names; may be empty
 */
public record AddressPrefixes(String queue, String topic) {

  /** No prefixes. */
  public static final AddressPrefixes NONE = new AddressPrefixes("", "");

  /** Prefixes that may be absent. */
  public static AddressPrefixes of(@Nullable String queue, @Nullable String topic) {
    return queue == null && topic == null
        ? NONE
        : new AddressPrefixes(queue == null ? "" : queue, topic == null ? "" : topic);
  }

  /** These prefixes, and those of another where there is none here. */
  public AddressPrefixes orElse(AddressPrefixes other) {
    if (other.queue.isEmpty() && other.topic.isEmpty()) {
      return this;
    }
    return new AddressPrefixes(
        queue.isEmpty() ? other.queue : queue, topic.isEmpty() ? other.topic : topic);
  }

  /** The AMQP address of a destination; a prefix that is there already is not put again. */
  public String toAddress(PostriderDestination destination) {
    String prefix = prefix(destination.kind());
    String name = destination.address();
    return name.startsWith(prefix) ? name : prefix + name;
  }

  /**
   * The destination of an AMQP address.
   *
   * @param kind what the message says, or null where it says nothing
   * @param fallback the kind where the message says nothing
   */
  public PostriderDestination toDestination(
      String address, @Nullable DestinationKind kind, DestinationKind fallback) {
    if (kind != null) {
      return kind.named(strip(address, prefix(kind)));
    }
    String name = strip(address, queue);
    return fallback.named(name.equals(address) ? strip(address, topic) : name);
  }

  private String prefix(DestinationKind kind) {
    return switch (kind) {
      case QUEUE -> queue;
      case TOPIC -> topic;
      case TEMPORARY_QUEUE, TEMPORARY_TOPIC -> "";
    };
  }

  private static String strip(String address, String prefix) {
    boolean prefixed = address.startsWith(prefix) && address.length() > prefix.length();
    return prefixed ? address.substring(prefix.length()) : address;
  }
}
