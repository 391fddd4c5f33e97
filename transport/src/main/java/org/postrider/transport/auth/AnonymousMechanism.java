// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import org.jspecify.annotations.Nullable;

/**
 * ANONYMOUS: nobody says who it is (RFC 4505).
 *
 * <p>Immutable. No trace information is sent.
 */
final class AnonymousMechanism implements SaslMechanism {

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
