// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code lifetime-policy}: when a node that was made for a link goes (AMQP 3.5.10 to 3.5.13).
 *
 * <p>Immutable. Each is a described list without fields, a value of the dynamic node property
 * {@link #PROPERTY}.
 */
public enum LifetimePolicy implements Encodable {
  /** When the link that had it made is closed. */
  DELETE_ON_CLOSE(0x2B, "amqp:delete-on-close:list"),
  /** When no link uses it any more. */
  DELETE_ON_NO_LINKS(0x2C, "amqp:delete-on-no-links:list"),
  /** When it holds no message any more. */
  DELETE_ON_NO_MESSAGES(0x2D, "amqp:delete-on-no-messages:list"),
  /** When no link uses it any more and it holds no message. */
  DELETE_ON_NO_LINKS_OR_MESSAGES(0x2E, "amqp:delete-on-no-links-or-messages:list");

  /** The name of the dynamic node property. */
  public static final Symbol PROPERTY = Symbol.of("lifetime-policy");

  private final int code;
  private final String symbolicName;

  LifetimePolicy(int code, String symbolicName) {
    this.code = code;
    this.symbolicName = symbolicName;
  }

  /** The descriptor. */
  public int code() {
    return code;
  }

  /** The symbolic descriptor. */
  public String symbolicName() {
    return symbolicName;
  }

  /** There are no fields. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, code).end();
  }
}
