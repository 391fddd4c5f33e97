// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

/** Decides who may connect to a listening container. */
@FunctionalInterface
public interface PasswordAuthenticator {

  /**
   * Whether this is the user's password. Called on an event loop: it must not block.
   *
   * @param password is wiped after the call; it must not be kept
   */
  boolean authenticate(String user, char[] password);
}
