// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;

/**
 * The names of a connection's subscriptions: which are in use, and what their links are called
 * (Jakarta Messaging 8.3).
 *
 * <p>Thread-safe. Brokers know a subscription by the container and by the link's name up to the
 * bar.
 */
final class Subscriptions {

  /** The kinds that have a name. */
  enum Kind {
    /** For one consumer, and kept while there is none. */
    DURABLE,
    /** For many consumers, and kept while there is none. */
    SHARED_DURABLE,
    /** For many consumers, as long as there is one. */
    SHARED;

    boolean isShared() {
      return this != DURABLE;
    }

    boolean isDurable() {
      return this != SHARED;
    }
  }

  /** What consumers of one name must have in common. */
  private record Terms(Kind kind, PostriderDestination topic, @Nullable String selector) {}

  /** A subscription in use: how many links it has had since, and how many it has. */
  private static final class Use {
    private final Terms terms;
    private int links;
    private int active;

    private Use(Terms terms) {
      this.terms = terms;
    }
  }

  private static final char BAR = '|';

  private final Map<String, Use> durables = new HashMap<>();
  private final Map<String, Use> volatiles = new HashMap<>();

  /** Enters a consumer and gives its link's name. */
  synchronized String enter(
      String name,
      Kind kind,
      PostriderDestination topic,
      @Nullable String selector,
      boolean withClientId)
      throws JMSException {
    Terms terms = new Terms(kind, topic, selector);
    Use use = uses(kind).computeIfAbsent(name, unused -> new Use(terms));
    if (use.active > 0 && !kind.isShared()) {
      throw new JMSException("subscription " + name + " has a consumer already");
    }
    if (use.active > 0 && !use.terms.equals(terms)) {
      throw new JMSException(
          "subscription " + name + " is in use with another topic, selector or kind: " + use.terms);
    }
    use.active++;
    return linkName(name, kind, ++use.links, withClientId);
  }

  /** A consumer is closed. */
  synchronized void leave(String name, Kind kind) {
    Use use = uses(kind).get(name);
    if (use != null && --use.active == 0) {
      uses(kind).remove(name);
    }
  }

  /** Whether a durable subscription has a consumer on this connection. */
  synchronized boolean isActive(String name) {
    return durables.containsKey(name);
  }

  private Map<String, Use> uses(Kind kind) {
    return kind.isDurable() ? durables : volatiles;
  }

  private static String linkName(String name, Kind kind, int number, boolean withClientId) {
    if (kind == Kind.SHARED) {
      return name + BAR + (withClientId ? "volatile" : "global-volatile") + number;
    }
    if (number == 1) {
      return firstLinkName(name, withClientId);
    }
    return name + BAR + (withClientId ? "" : "global") + number;
  }

  /** The name under which a durable subscription is known, and unsubscribed. */
  static String firstLinkName(String name, boolean withClientId) {
    return withClientId ? name : name + BAR + "global";
  }

  /**
   * Refuses a destination that cannot have a named subscription.
   *
   * @throws InvalidDestinationException if it is null, or temporary
   */
  static PostriderDestination checkedTopic(@Nullable Topic topic) throws JMSException {
    PostriderDestination destination = PostriderDestination.of(topic);
    if (destination.kind().isTemporary()) {
      throw new InvalidDestinationException("a subscription of a temporary topic has no name");
    }
    return destination;
  }

  /**
   * Refuses what is no name of a subscription.
   *
   * @throws JMSException if it is empty or holds a bar
   */
  static String checkedName(@Nullable String name) throws JMSException {
    if (name == null || name.isEmpty() || name.indexOf(BAR) >= 0) {
      throw new JMSException(
          "subscription name '" + name + "' must not be empty and must not hold '" + BAR + "'");
    }
    return name;
  }
}
