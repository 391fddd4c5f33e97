// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

/** What the peer did against a mechanism's rules, or what cannot be said in it. */
final class MechanismException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MechanismException(String message) {
    super(message);
  }
}
