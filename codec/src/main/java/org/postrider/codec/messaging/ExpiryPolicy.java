// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;

/** {@code terminus-expiry-policy}: when the countdown to a terminus' end begins (AMQP 3.5.6). */
public final class ExpiryPolicy {

  /** When the link is detached. */
  public static final Symbol LINK_DETACH = Symbol.of("link-detach");

  /** When the session ends: the default. */
  public static final Symbol SESSION_END = Symbol.of("session-end");

  /** When the connection is closed. */
  public static final Symbol CONNECTION_CLOSE = Symbol.of("connection-close");

  /** Never. */
  public static final Symbol NEVER = Symbol.of("never");

  private ExpiryPolicy() {}

  static Symbol decode(FieldReader in) {
    Symbol policy = in.symbol();
    return policy == null ? SESSION_END : policy;
  }
}
