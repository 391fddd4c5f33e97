// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;

/** The ways in which received messages are acknowledged (Jakarta Messaging 6.2.11). */
public enum AcknowledgeMode {
  /** With the end of receive or of the listener. */
  AUTO(Session.AUTO_ACKNOWLEDGE),
  /** All that the session has consumed, when a message says so. */
  CLIENT(Session.CLIENT_ACKNOWLEDGE),
  /** Like AUTO, with less care. */
  DUPS_OK(Session.DUPS_OK_ACKNOWLEDGE),
  /** With the commit. */
  TRANSACTED(Session.SESSION_TRANSACTED),
  /** One message, when it says so. */
  INDIVIDUAL(101),
  /** Not at all: messages are settled as they are sent. */
  NO_ACKNOWLEDGE(257),
  /** The same under another vendor's number. */
  PRE_ACKNOWLEDGE(100);

  private static final List<AcknowledgeMode> ALL = List.of(values());

  private final int number;

  AcknowledgeMode(int number) {
    this.number = number;
  }

  /** The number that the JMS API has for it. */
  public int number() {
    return number;
  }

  /** Whether messages come settled. */
  public boolean isPresettled() {
    return this == NO_ACKNOWLEDGE || this == PRE_ACKNOWLEDGE;
  }

  /**
   * The mode of a session that is not transacted.
   *
   * @throws JMSException if the number is none
   */
  public static AcknowledgeMode of(int number) throws JMSException {
    for (int i = 0; i < ALL.size(); i++) {
      AcknowledgeMode mode = ALL.get(i);
      if (mode.number == number && mode != TRANSACTED) {
        return mode;
      }
    }
    throw new JMSException(
        "acknowledge mode "
            + number
            + " must be AUTO_ACKNOWLEDGE (1), CLIENT_ACKNOWLEDGE (2), DUPS_OK_ACKNOWLEDGE (3),"
            + " individual (101) or none (257, 100) where the session is not transacted");
  }
}
