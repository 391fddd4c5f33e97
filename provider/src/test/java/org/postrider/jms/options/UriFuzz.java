// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Pattern;
import org.postrider.jms.FuzzMemory;

/**
 * The target of fuzzing for connection URIs: they are taken or refused, in a message that is not
 * much longer than they are and within a limit of memory, and the servers that were taken are the
 * same once they are shown, up to one that may be a part of a password. No password is shown, nor a
 * part of it, whatever stands in it unencoded.
 *
 * <p>Stateless. The input is the URI in UTF-8, in which {@code $P} stands for a password.
 */
public final class UriFuzz {

  /** Each server has its options; and the fuzzer looks into each comparison of texts. */
  private static final long BYTES_PER_OCTET = 16 * 1024;

  private static final long CONSTANT_BYTES = 2 * 1024 * 1024;
  private static final int MAX_MESSAGE_CHARS = 1_000;
  private static final String PASSWORD = "geheim1234";

  /** So much of the password is shown nowhere either. */
  private static final List<String> PARTS = List.of("geheim", "eim1234");

  /**
   * A password that stands nowhere, nor a part of it, but behind an option that holds a secret,
   * wherever that stands, and no key of another option between the two, nor behind a question mark
   * after it: that would make it a server with options.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?s)((?!geheim|eim1234).)*[?&;#,/(](jms\\.password|transport\\.(proxy|keyStore)Password)="
              + "((?!geheim|eim1234|[.\\w]*(\\.[^?&;#,/()\\s=]*|updateInterval)=).)*geheim1234"
              + "((?!geheim|eim1234|\\?).)*");

  private UriFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    FuzzMemory.within(
        BYTES_PER_OCTET * input.length + CONSTANT_BYTES,
        () -> parse(new String(input, UTF_8).replace("$P", PASSWORD)));
  }

  private static void parse(String text) {
    ConnectionUri uri;
    try {
      uri = ConnectionUri.parse(text);
    } catch (IllegalArgumentException refused) {
      judge(text, refused);
      return;
    }
    String shown = uri.toString();
    hides(text, shown);
    String readable = shown.replace(",…)", ")");
    String again = ConnectionUri.parse(readable).toString();
    if (!readable.equals(again)) {
      throw new AssertionError("shown as " + shown + ", which is read as " + again);
    }
  }

  private static void hides(String text, String shown) {
    if (PARTS.stream().anyMatch(shown::contains) && SECRET.matcher(text).matches()) {
      throw new AssertionError("the password is shown: " + shown);
    }
  }

  private static void judge(String text, IllegalArgumentException refused) {
    String message = refused.getMessage();
    if (refused.getClass() != IllegalArgumentException.class || message == null) {
      throw new AssertionError("refused without a message of its own", refused);
    }
    if (message.length() > MAX_MESSAGE_CHARS + 2 * text.length()) {
      throw new AssertionError("message of " + message.length() + " characters", refused);
    }
    hides(text, message);
  }
}
