// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;

/** A request that the broker did not answer in time; what it asked for may have happened. */
public final class RequestTimedOutException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:request-timed-out";

  private static final long serialVersionUID = 1L;

  /** An exception with a text for a person. */
  public RequestTimedOutException(String message) {
    super(message, CODE);
  }
}
