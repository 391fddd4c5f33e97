// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The brokers that the conformance tests run against, and what each cannot do. */
public enum BrokerKind {
  ARTEMIS("Artemis", ""),
  BROKER_J("Qpid Broker-J", "amq.topic/"),
  CLASSIC("ActiveMQ Classic", "");

  private static final String PROPERTY = "postrider.tck.broker";

  private final String title;
  private final String topicPrefix;

  BrokerKind(String title, String topicPrefix) {
    this.title = title;
    this.topicPrefix = topicPrefix;
  }

  /** The broker that this run of the tests is against: the system property names it. */
  public static BrokerKind underTest() {
    String name = System.getProperty(PROPERTY, "artemis");
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String title() {
    return title;
  }

  /** What the broker cannot do, and why the test of it is skipped. */
  public Map<Capability, String> lacks() {
    return switch (this) {
      case ARTEMIS -> Map.of();
      case BROKER_J ->
          Map.of(Capability.UNKNOWN_IN_SELECTORS, "finds NULL unequal to a value in a selector");
      case CLASSIC ->
          Map.of(
              Capability.SHARED_SUBSCRIPTIONS,
              "offers no SHARED-SUBS, on connection or link",
              Capability.TRANSACTIONS_OVER_SESSIONS,
              "does not redeliver what is rolled back over another session of the connection",
              Capability.NO_MESSAGE_ID,
              "gives a message without identifier one of its own");
    };
  }

  /** Why a test that needs these is skipped, or nothing where the broker can. */
  Optional<String> missing(Capability... needed) {
    return Stream.of(needed).map(lacks()::get).filter(Objects::nonNull).findFirst();
  }

  /** Starts a broker of this kind for the caller, who closes it. */
  TestBroker start() {
    return this == ARTEMIS
        ? ArtemisBroker.start()
        : BrokerProcess.start(name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The name of a topic as this broker wants it. */
  String topicName(String name) {
    return topicPrefix + name;
  }
}
