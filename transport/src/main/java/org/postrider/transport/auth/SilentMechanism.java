// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import org.jspecify.annotations.Nullable;
import org.postrider.sasl.SaslMechanism;

/**
 * ANONYMOUS (RFC 4505) and EXTERNAL (RFC 4422, appendix A): the client says nothing; who it is
 * nobody knows, or TLS has told.
 *
 * <p>Immutable. No trace information and no identity to act for is sent.
 */
final class SilentMechanism implements SaslMechanism {

  @Override
  public byte[] initialResponse() {
    return new byte[0];
  }

  @Override
  public byte[] respond(byte[] challenge) {
    return new byte[0];
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    // The server has nothing to prove.
  }
}
