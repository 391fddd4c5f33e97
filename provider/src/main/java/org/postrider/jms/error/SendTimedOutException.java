// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;

/** A message that got no credit or no outcome in time; the broker may have it. */
public final class SendTimedOutException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:send-timed-out";

  private static final long serialVersionUID = 1L;

  /** An exception with a text for a person. */
  public SendTimedOutException(String message) {
    super(message, CODE);
  }
}
