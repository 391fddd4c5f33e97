// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

/** What the body of a message is made of (AMQP 3.2). */
public enum BodyKind {
  /** No body section at all: against the rule, but seen. */
  NONE,
  /** One or more {@link Data} sections. */
  DATA,
  /** One or more {@link AmqpSequence} sections. */
  SEQUENCE,
  /** One {@link AmqpValue} section. */
  VALUE
}
