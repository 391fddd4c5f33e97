// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;

/** The connection to the broker is gone. */
public final class ConnectionLostException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:connection-lost";

  private static final long serialVersionUID = 1L;

  /** An exception with a text for a person. */
  public ConnectionLostException(String message) {
    super(message, CODE);
  }
}
