// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

/**
 * The symbols that nearly every connection brings: what brokers offer and tell of themselves, what
 * sources and messages are annotated with. One object for each is enough for all connections.
 *
 * <p>Immutable.
 */
final class CommonSymbols {

  private static final String[] NAMES = {
    // Of an open (AMQP 2.7.1).
    "sole-connection-for-container",
    "ANONYMOUS-RELAY",
    "DELAYED_DELIVERY",
    "SHARED-SUBS",
    "AMQP_MANAGEMENT",
    "LINK_PAIR_V1_0",
    "product",
    "version",
    "platform",
    "copyright",
    "information",
    "host",
    "hostname",
    "network-host",
    "port",
    "scheme",
    "failover-server-list",
    "queue-prefix",
    "topic-prefix",
    // Of SASL (AMQP 5.3.3).
    "ANONYMOUS",
    "PLAIN",
    "EXTERNAL",
    "GSSAPI",
    "XOAUTH2",
    "CRAM-MD5",
    "AMQPLAIN",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "SCRAM-SHA-512",
    // Of sources and targets (AMQP 3.5).
    "amqp:accepted:list",
    "amqp:rejected:list",
    "amqp:released:list",
    "amqp:modified:list",
    "amqp:declared:list",
    "amqp:transactional-state:list",
    "amqp:local-transactions",
    "move",
    "copy",
    "link-detach",
    "session-end",
    "connection-close",
    "never",
    "lifetime-policy",
    "jms-selector",
    "no-local",
    "queue",
    "topic",
    "temporary-queue",
    "temporary-topic",
    "shared",
    "global",
    // Of messages (JMS mapping, 3.2.3).
    "x-opt-jms-msg-type",
    "x-opt-jms-dest",
    "x-opt-jms-reply-to",
    "x-opt-delivery-time",
    "x-opt-delivery-delay",
    "application/octet-stream",
  };

  private CommonSymbols() {}

  static String[] names() {
    return NAMES.clone();
  }
}
