// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule for names of message properties (JMS 3.8.1.1): Java identifiers that are no selector
 * keywords.
 *
 * <p>Stateless.
 */
public final class PropertyNames {

  // As the specification spells them. Selectors know them in any case, but other providers take a
  // property named "true", and programs rely on it.
  private static final Set<String> KEYWORDS =
      Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

  private PropertyNames() {}

  /**
   * Refuses a name that must not be given to a property.
   *
   * @param identifier whether it must be an identifier, too
   * @throws IllegalArgumentException if it must not
   */
  public static String checked(@Nullable String name, boolean identifier) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException("property name must not be null or empty");
    }
    if (identifier && !isValid(name)) {
      throw new IllegalArgumentException(
          "property name '" + name + "' must be a Java identifier and no selector keyword");
    }
    return name;
  }

  /** Whether a name is an identifier and no keyword. */
  static boolean isValid(String name) {
    if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      if (!Character.isJavaIdentifierPart(name.charAt(i))) {
        return false;
      }
    }
    return !KEYWORDS.contains(name);
  }
}
