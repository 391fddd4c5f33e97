// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;

/**
 * A message that got no credit or no connection in time, and was not sent. One that went out and
 * got no outcome in time is in doubt: {@link InDoubtException}.
 */
public final class SendTimedOutException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:send-timed-out";

  private static final long serialVersionUID = 1L;

  /** An exception with a text for a person. */
  public SendTimedOutException(String message) {
    super(message, CODE);
  }

  /**
   * An exception that names the time.
   *
   * @param timeoutMs what {@code jms.sendTimeout} allows, in milliseconds
   */
  public static SendTimedOutException after(long timeoutMs) {
    return new SendTimedOutException("send took longer than " + timeoutMs + " ms");
  }
}
