// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    char[] user = Objects.requireNonNullElse(credentials.user(), "").toCharArray();
    char[] password = Objects.requireNonNullElseGet(credentials.copyPassword(), () -> new char[0]);
    char[] message = new char[user.length + password.length + 2];
    try {
      refuseNul("user", user);
      refuseNul("password", password);
      System.arraycopy(user, 0, message, 1, user.length);
      System.arraycopy(password, 0, message, user.length + 2, password.length);
      return utf8(message);
    } finally {
      Arrays.fill(password, '\0');
      Arrays.fill(message, '\0');
    }
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

  private static void refuseNul(String what, char[] text) {
    for (char c : text) {
      if (c == '\0') {
        throw new MechanismException("the " + what + " holds a NUL character, which PLAIN forbids");
      }
    }
  }

  private static byte[] utf8(char[] text) {
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new MechanismException("the user or password is no valid Unicode text");
    }
    byte[] octets = new byte[encoded.remaining()];
    encoded.get(octets);
    encoded.clear();
    encoded.put(new byte[encoded.capacity()]);
    return octets;
  }
}
