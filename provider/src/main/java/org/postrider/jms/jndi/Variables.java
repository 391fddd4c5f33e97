// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in place of {@code ${name}} and {@code ${name:-default}}: those of system properties,
 * then of the environment, then of the properties themselves. {@code $$} is a dollar sign.
 *
 * <p>Confined to one call of the context factory.
 */
final class Variables {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_LENGTH = 65_536;

  private final Map<String, String> properties;

  /** The variables whose values are being expanded, the innermost first. */
  private final Deque<String> open = new ArrayDeque<>();

  Variables(Map<String, String> properties) {
    this.properties = properties;
  }

  /**
   * A text with all variables replaced, also those in their values.
   *
   * @throws NamingException that does not show the text: it may be a password
   */
  String expand(String text) throws NamingException {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      if (c == '$' && next == '$') {
        expanded.append('$');
        at += 2;
      } else if (c == '$' && next == '{') {
        int end = end(text, at + 2);
        expanded.append(value(text.substring(at + 2, end)));
        at = end + 1;
      } else {
        expanded.append(c);
        at++;
      }
      if (expanded.length() > MAX_LENGTH) {
        throw new NamingException("its value must not be longer than " + MAX_LENGTH);
      }
    }
    return expanded.toString();
  }

  /** The index of the brace that closes a variable; its default may hold others. */
  private static int end(String text, int from) throws NamingException {
    int depth = 1;
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) == '}' && --depth == 0) {
        return at;
      }
      if (text.startsWith("${", at)) {
        depth++;
      }
    }
    throw new NamingException("a variable in its value must be closed by '}'");
  }

  private String value(String variable) throws NamingException {
    int mark = variable.indexOf(":-");
    String name = mark < 0 ? variable : variable.substring(0, mark);
    if (open.contains(name) || open.size() > MAX_DEPTH) {
      throw new NamingException("variable '" + name + "' must not depend on itself: " + open);
    }
    String value = lookup(name);
    if (value == null && mark < 0) {
      throw new NamingException("variable '" + name + "' must have a value or a default");
    }
    open.push(name);
    String expanded = expand(value == null ? variable.substring(mark + 2) : value);
    open.pop();
    return expanded;
  }

  private @Nullable String lookup(String name) {
    String system = name.isEmpty() ? null : System.getProperty(name);
    if (system != null) {
      return system;
    }
    String environment = System.getenv(name);
    return environment == null ? properties.get(name) : environment;
  }
}
