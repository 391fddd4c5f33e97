// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

/**
 * What the peer did against a mechanism's rules, or what cannot be said in it.
 *
 * <p>Immutable. Its message comes before people and into logs: it must hold no secret, and of what
 * the peer said only what was cut and cleaned.
 */
public final class MechanismException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure in words for the person who runs the program. */
  public MechanismException(String message) {
    super(message);
  }

  /**
   * A failure that something else has caused.
   *
   * @param cause must hold no secret either
   */
  public MechanismException(String message, Throwable cause) {
    super(message, cause);
  }
}
