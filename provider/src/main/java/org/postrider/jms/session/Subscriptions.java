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

  /** The durable ones that this connection made and did not end, in use or not. */
  private final Map<String, Kind> kept = new HashMap<>();

  /** Enters a consumer and gives its link's name. */
  synchronized String enter(
      String name,
      Kind kind,
      PostriderDestination topic,
      @Nullable String selector,
      boolean withClientId)
      throws JMSException {
    Kind known = kind.isDurable() ? kept.get(name) : null;
    if (known != null && known != kind) {
      // A broker that is asked nevertheless may give us the subscription, or end it.
      throw new JMSException("subscription " + name + " is " + known + " and not " + kind);
    }
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

  /** A consumer is closed, or did not come to be: to be called once for each {@link #enter}. */
  synchronized void leave(String name, Kind kind) {
    Use use = uses(kind).get(name);
    if (use != null && --use.active == 0) {
      uses(kind).remove(name);
    }
  }

  /** The broker has made the subscription, or had it. */
  synchronized void made(String name, Kind kind) {
    if (kind.isDurable()) {
      kept.put(name, kind);
    }
  }

  /** A durable subscription is no more. */
  synchronized void ended(String name) {
    kept.remove(name);
  }

  /** Refuses a durable subscription that has a consumer on this connection. */
  synchronized void checkInactive(String name) throws JMSException {
    if (durables.containsKey(name)) {
      throw new JMSException("subscription " + name + " has a consumer: it cannot be ended");
    }
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
   * Refuses a destination that cannot have a subscription of this kind.
   *
   * @throws InvalidDestinationException if it is null, or temporary where the subscription is kept
   */
  static PostriderDestination checkedTopic(@Nullable Topic topic, Kind kind) throws JMSException {
    PostriderDestination destination = PostriderDestination.of(topic);
    if (kind.isDurable() && destination.kind().isTemporary()) {
      throw new InvalidDestinationException("a temporary topic has no durable subscriptions");
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
