// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of one mechanism for one negotiation.
 *
 * <p>Confined to its negotiation. Arrays that it returns are wiped once they are encoded. What the
 * server does against the mechanism's rules is reported with {@link MechanismException}.
 */
interface SaslMechanism {

  /** What goes into {@code sasl-init}: null for none, which is not the same as empty. */
  byte @Nullable [] initialResponse();

  /** Answers a challenge. */
  byte[] respond(byte[] challenge);

  /**
   * Is told that the server said ok, and refuses that if the server has not proved what the
   * mechanism demands.
   *
   * @param additionalData the server's last word, or null
   */
  void complete(byte @Nullable [] additionalData);
}
