// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of one mechanism for one negotiation (AMQP 5.3.2).
 *
 * <p>Used by one thread at a time. Arrays that it returns are wiped once they are encoded. What the
 * server does against the mechanism's rules is reported with {@link MechanismException}; any other
 * exception ends the negotiation too, with less said.
 */
public interface SaslMechanism {

  /** What goes into {@code sasl-init}: null for none, which is not the same as empty. */
  byte @Nullable [] initialResponse();

  /** Answers a challenge. */
  byte[] respond(byte[] challenge);

  /**
   * Is told that the server said ok, and refuses that with {@link MechanismException} if the server
   * has not proved what the mechanism demands. Called on an event loop: it must not block.
   *
   * @param additionalData the server's last word, or null
   */
  void complete(byte @Nullable [] additionalData);

  /** What the server has said of why it refuses, for people to read; null if it has not. */
  default @Nullable String refusal() {
    return null;
  }

  /**
   * Lets go of what the mechanism holds; called once, at the negotiation's end, however it ends.
   * Must not block.
   */
  default void dispose() {}
}
