// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client says in PLAIN, as the server reads it (RFC 4616).
 *
 * <p>Confined to its negotiation; {@link #wipe} forgets the password.
 */
final class PlainMessage {

  private final String user;
  private final char[] password;

  private PlainMessage(String user, char[] password) {
    this.user = user;
    this.password = password;
  }

  /** The message, or null if it is none or wants to act for somebody else. */
  static @Nullable PlainMessage parse(byte[] octets) {
    CharBuffer text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
    } catch (CharacterCodingException e) {
      return null;
    }
    int first = indexOfNul(text, 0);
    int second = first < 0 ? -1 : indexOfNul(text, first + 1);
    if (second < 0 || indexOfNul(text, second + 1) >= 0) {
      return null;
    }
    String actFor = text.subSequence(0, first).toString();
    String user = text.subSequence(first + 1, second).toString();
    char[] password = new char[text.length() - second - 1];
    text.subSequence(second + 1, text.length()).get(password);
    Arrays.fill(text.array(), '\0');
    if (user.isEmpty() || !actFor.isEmpty() && !actFor.equals(user)) {
      return null;
    }
    return new PlainMessage(user, password);
  }

  private static int indexOfNul(CharBuffer text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\0') {
        return i;
      }
    }
    return -1;
  }

  String user() {
    return user;
  }

  char[] password() {
    return password;
  }

  void wipe() {
    Arrays.fill(password, '\0');
  }
}
