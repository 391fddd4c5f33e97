// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

/** A running broker that speaks AMQP on a loopback port and is open to all. Thread-safe. */
public interface TestBroker extends AutoCloseable {

  /** Starts an Artemis in this JVM for the caller, who closes it. */
  static TestBroker start() {
    return ArtemisBroker.start();
  }

  /** The TCP port at 127.0.0.1. */
  int port();

  /** The address for a client, such as {@code amqp://127.0.0.1:40213}. */
  default String url() {
    return "amqp://127.0.0.1:" + port();
  }

  /** Returns when a client id is free: a broker may answer a close before that. */
  default void awaitFree(String clientId) {}

  @Override
  void close();
}
