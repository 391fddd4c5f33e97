// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslMechanism;

/**
 * PLAIN: the user's name and the password as they are (RFC 4616).
 *
 * <p>Confined to its negotiation.
 */
final class PlainMechanism implements SaslMechanism {

  private final Credentials credentials;

  PlainMechanism(Credentials credentials) {
    this.credentials = credentials;
  }

  /** {@code authzid NUL authcid NUL passwd}, without an authzid. */
  @Override
  public byte[] initialResponse() {
    String user = Objects.requireNonNullElse(credentials.user(), "");
    refuseNul("user", user.toCharArray());
    refuseNul("password", credentials.copySecret());
    return new SecretText().add("\0").add(user).add("\0").addSecret(credentials).takeUtf8();
  }

  @Override
  public byte[] respond(byte[] challenge) {
    // The message went out with the init; some servers still ask once more.
    return new byte[0];
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    // The server has nothing to prove.
  }

  private static void refuseNul(String what, char @Nullable [] text) {
    if (text == null) {
      return;
    }
    boolean holdsNul = false;
    for (char c : text) {
      holdsNul |= c == '\0';
    }
    Arrays.fill(text, '\0');
    if (holdsNul) {
      throw new MechanismException("the " + what + " holds a NUL character, which PLAIN forbids");
    }
  }
}
