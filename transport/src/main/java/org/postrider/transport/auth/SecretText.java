// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;

/**
 * A text with a secret in it, put together without a string.
 *
 * <p>Confined to its mechanism; {@link #takeUtf8} wipes it.
 */
final class SecretText {

  private char[] text = new char[0];

  /** Adds what is no secret. */
  SecretText add(@Nullable String more) {
    return append(more == null ? new char[0] : more.toCharArray());
  }

  /** Adds the password or token. */
  SecretText addSecret(Credentials credentials) {
    char[] secret = require(credentials);
    append(secret);
    wipe(secret);
    return this;
  }

  /** A copy of the password or token, which must be there: the caller has seen it before. */
  static char[] require(Credentials credentials) {
    char[] secret = credentials.copySecret();
    if (secret == null) {
      throw new MechanismException("the password or token was wiped");
    }
    return secret;
  }

  /** Overwrites the characters of a secret. */
  static void wipe(char @Nullable [] secret) {
    if (secret != null) {
      Arrays.fill(secret, '\0');
    }
  }

  private SecretText append(char[] more) {
    char[] longer = Arrays.copyOf(text, text.length + more.length);
    System.arraycopy(more, 0, longer, text.length, more.length);
    Arrays.fill(text, '\0');
    text = longer;
    return this;
  }

  /** The whole in UTF-8, for the caller to wipe. */
  byte[] takeUtf8() {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] octets = new byte[encoded.remaining()];
      encoded.get(octets);
      encoded.clear();
      encoded.put(new byte[encoded.capacity()]);
      return octets;
    } catch (CharacterCodingException e) {
      throw new MechanismException("the user or password is no valid Unicode text");
    } finally {
      Arrays.fill(text, '\0');
      text = new char[0];
    }
  }
}
