// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The target of fuzzing for the event face's URLs: they are taken or refused, in a message that is
 * not much longer than they are, and what was taken is the same once it is shown, but for user and
 * password, which never are.
 *
 * <p>Stateless. The input is the URL in UTF-8, in which {@code $P} stands for a password.
 */
public final class UrlFuzz {

  private static final int MAX_MESSAGE_CHARS = 1_000;
  private static final String PASSWORD = "geheim1234";

  /** So much of the password is shown nowhere either. */
  private static final List<String> PARTS = List.of("geheim", "eim1234");

  /** A password in its place, whatever stands in it unencoded; the last '@' ends it. */
  private static final String BEFORE_A_HOST =
      "[A-Za-z]+://((?!geheim).)*:((?!geheim).)*geheim1234((?!geheim).)*@((?!geheim|@).)*";

  /** A password in its place, where the host behind it was forgotten. */
  private static final String WITHOUT_A_HOST =
      "((?:amqps?:/?/?|[a-z]+://)?|[a-z]+://[a-z]+,[a-z]+://)(?!(?i:amqp(s|wss?)?:))"
          + "((?!geheim)[^@/?#:\\[])*:((?!geheim)[^@/?#])*geheim1234((?!geheim)[^@/])*";

  /** A password behind what would part options, had an URL any. */
  private static final String AS_AN_OPTION =
      "((?!geheim)[^@])*[?#]((?!geheim)[^@])*geheim1234((?!geheim)[^@])*";

  private static final Pattern SECRET =
      Pattern.compile("(?s)(" + BEFORE_A_HOST + "|" + WITHOUT_A_HOST + "|" + AS_AN_OPTION + ")");

  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cc}");

  private UrlFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8).replace("$P", PASSWORD);
    ConnectionUrl url;
    try {
      url = ConnectionUrl.parse(text);
    } catch (IllegalArgumentException refused) {
      judge(text, refused);
      return;
    }
    String shown = url.toString();
    check(text, shown);
    ConnectionUrl again = ConnectionUrl.parse(shown.replace("***:***@", ""));
    if (!again.toString().equals(shown.replace("***:***@", ""))) {
      throw new AssertionError("shown as " + shown + ", which is read as " + again);
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
    check(text, message);
  }

  private static void check(String text, String shown) {
    // A part of it that stands elsewhere too is no secret.
    String elsewhere = text.replace(PASSWORD, "");
    if (PARTS.stream().anyMatch(part -> shown.contains(part) && !elsewhere.contains(part))
        && SECRET.matcher(text).matches()) {
      throw new AssertionError("the password is shown: " + shown);
    }
    if (UNPRINTABLE.matcher(shown).find()) {
      throw new AssertionError("control characters are shown");
    }
  }
}
