// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;

/**
 * The connection was lost between a request and its answer, so that nobody can tell whether the
 * broker did what it was asked for: whether it has the message, or has committed.
 */
public final class InDoubtException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:in-doubt";

  private static final long serialVersionUID = 1L;

  /** An exception with a text for a person. */
  public InDoubtException(String message) {
    super(message, CODE);
  }
}
