// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

/**
 * The filters that brokers are known to understand, by the descriptor that tells them apart.
 *
 * <p>Immutable.
 */
public enum FilterType {
  /** A JMS selector: a string. */
  SELECTOR(0x0000_468C_0000_0004L, "apache.org:selector-filter:string"),
  /** No messages that came over the same connection: an empty list. */
  NO_LOCAL(0x0000_468C_0000_0003L, "apache.org:no-local-filter:list"),
  /** The binding key of a direct exchange: a string. */
  LEGACY_DIRECT_BINDING(0x0000_468C_0000_0000L, "apache.org:legacy-amqp-direct-binding:string"),
  /** The binding key of a topic exchange, with {@code *} and {@code #}: a string. */
  LEGACY_TOPIC_BINDING(0x0000_468C_0000_0001L, "apache.org:legacy-amqp-topic-binding:string"),
  /** The arguments of a headers exchange, with {@code x-match}: a map. */
  LEGACY_HEADERS_BINDING(0x0000_468C_0000_0002L, "apache.org:legacy-amqp-headers-binding:map"),
  /** SQL of the AMQP Filter Expressions: a string. */
  SQL(0x120, "amqp:sql-filter"),
  /** Wanted properties, of the AMQP Filter Expressions: a map. */
  PROPERTIES(0x173, "amqp:properties-filter"),
  /** Wanted application properties, of the AMQP Filter Expressions: a map. */
  APPLICATION_PROPERTIES(0x174, "amqp:application-properties-filter");

  private final long code;
  private final String symbolicName;

  FilterType(long code, String symbolicName) {
    this.code = code;
    this.symbolicName = symbolicName;
  }

  /** The descriptor. */
  public long code() {
    return code;
  }

  /** The symbolic descriptor. */
  public String symbolicName() {
    return symbolicName;
  }
}
