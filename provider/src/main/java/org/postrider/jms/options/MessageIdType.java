// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

/** The forms of generated message identifiers. */
public enum MessageIdType {
  /** A string from the producer's identifier and a sequence number. */
  DEFAULT,
  /** An AMQP uuid. */
  UUID,
  /** The text of an UUID. */
  UUID_STRING,
  /** The text of an UUID behind "ID:". */
  PREFIXED_UUID_STRING
}
