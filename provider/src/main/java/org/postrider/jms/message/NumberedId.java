// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

/**
 * A message-id that is a text and a number behind it: made with every message, but seldom asked
 * for, so that it becomes a string only then.
 *
 * <p>Immutable.
 *
 * @param prefix what all ids of a producer begin with
 * @param number 0 or more, in decimal digits
 */
public record NumberedId(String prefix, long number) {

  /** The id as it goes over the wire. */
  @Override
  public String toString() {
    return prefix + number;
  }
}
