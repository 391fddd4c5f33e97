// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.destination.AddressPrefixes;

/**
 * What the broker said of itself in its open.
 *
 * <p>Immutable.
 *
 * @param anonymousRelay whether messages may be sent to a link without address
 * @param delayedDelivery whether it keeps messages until their delivery time
 * @param sharedSubscriptions whether it knows shared subscriptions
 * @param detectsDuplicates whether it keeps one of two messages with the same {@code _AMQ_DUPL_ID}
 * @param prefixes what makes addresses of names
 */
public record Peer(
    boolean anonymousRelay,
    boolean delayedDelivery,
    boolean sharedSubscriptions,
    boolean detectsDuplicates,
    AddressPrefixes prefixes) {

  static final Symbol ANONYMOUS_RELAY = Symbol.of("ANONYMOUS-RELAY");

  /** What a broker offers that keeps messages until their delivery time. */
  public static final Symbol DELAYED_DELIVERY = Symbol.of("DELAYED_DELIVERY");

  /** What a broker offers that knows shared subscriptions. */
  public static final Symbol SHARED_SUBS = Symbol.of("SHARED-SUBS");

  static final Symbol SOLE_CONNECTION = Symbol.of("sole-connection-for-container");

  private static final Symbol PRODUCT = Symbol.of("product");
  private static final String ARTEMIS = "apache-activemq-artemis";
  private static final Symbol QUEUE_PREFIX = Symbol.of("queue-prefix");
  private static final Symbol TOPIC_PREFIX = Symbol.of("topic-prefix");

  /** Reads it; what the broker does not say, it has not. */
  public static Peer of(Open open) {
    return new Peer(
        open.offeredCapabilities().contains(ANONYMOUS_RELAY),
        open.offeredCapabilities().contains(DELAYED_DELIVERY),
        open.offeredCapabilities().contains(SHARED_SUBS),
        ARTEMIS.equals(text(open, PRODUCT)),
        AddressPrefixes.of(text(open, QUEUE_PREFIX), text(open, TOPIC_PREFIX)));
  }

  /** The same, with these prefixes where the broker told none. */
  public Peer orPrefixes(AddressPrefixes configured) {
    AddressPrefixes all = prefixes.orElse(configured);
    if (all.equals(prefixes)) {
      return this;
    }
    return new Peer(anonymousRelay, delayedDelivery, sharedSubscriptions, detectsDuplicates, all);
  }

  private static @Nullable String text(Open open, Symbol name) {
    return open.properties().get(name) instanceof String text ? text : null;
  }
}
