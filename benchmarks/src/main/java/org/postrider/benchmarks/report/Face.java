// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

/** What a client is used through; only clients of one face are compared. */
enum Face {
  /** The JMS API. */
  JMS("qpid"),
  /** A library's own API for AMQP. */
  EVENT("protonj2"),
  /** None: the octets alone, which no client is measured by but in "times the floor". */
  FLOOR("netty");

  private final String base;

  Face(String base) {
    this.base = base;
  }

  /** The provider whose figures the ratios are to. */
  String base() {
    return base;
  }
}
