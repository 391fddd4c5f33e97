// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

/**
 * Gives credentials when a connection needs them: asked anew at each attempt to connect, after each
 * loss too, so that a token that has expired is replaced.
 *
 * <p>Implementations are thread-safe. Called on a thread that may wait ({@code postrider-auth-N}),
 * which is interrupted when the attempt is given up; what they throw fails the attempt and shows up
 * as its cause, so it must not hold a secret.
 */
@FunctionalInterface
public interface CredentialsProvider {

  /**
   * Who asks.
   *
   * @param host the server, as the URI names it
   * @param port its port
   */
  record Request(String host, int port) {}

  /**
   * The credentials to be used for this attempt. They are not changed and not wiped by the caller.
   *
   * @throws Exception if there are none now; a later attempt asks again
   */
  Credentials credentials(Request request) throws Exception;
}
