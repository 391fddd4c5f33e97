// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

/** The outcomes that a message can be settled with, numbered from 1 on in this order. */
public enum RedeliveryOutcome {
  ACCEPTED,
  REJECTED,
  RELEASED,
  MODIFIED_FAILED,
  MODIFIED_FAILED_UNDELIVERABLE;

  /** The number that JMS_AMQP_ACK_TYPE and configuration files use: 1 to 5. */
  public int number() {
    return ordinal() + 1;
  }

  /**
   * The outcome of a number.
   *
   * @throws IllegalArgumentException if the number is not 1 to 5
   */
  public static RedeliveryOutcome of(int number) {
    RedeliveryOutcome[] outcomes = values();
    if (number < 1 || number > outcomes.length) {
      throw new IllegalArgumentException(
          "outcome number " + number + " must be from 1 to " + outcomes.length);
    }
    return outcomes[number - 1];
  }
}
