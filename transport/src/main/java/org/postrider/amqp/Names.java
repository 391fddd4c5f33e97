// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * Takes lists and maps of names into options: copied, and refused where the peer could not be told
 * them.
 *
 * <p>Stateless.
 */
final class Names {

  private Names() {}

  /** Names as symbols. */
  static List<Symbol> symbols(Option<?> option, String @Nullable [] names) {
    List<Symbol> symbols = new ArrayList<>();
    for (String name : Checks.given(option.name(), names)) {
      symbols.add(symbol(option, name));
    }
    return List.copyOf(symbols);
  }

  /** AMQP values, null allowed, under names. */
  static Map<Symbol, @Nullable Object> keys(
      Option<?> option, @Nullable Map<String, ? extends @Nullable Object> map) {
    Map<Symbol, @Nullable Object> copy = new LinkedHashMap<>();
    Checks.given(option.name(), map)
        .forEach(
            (key, value) -> {
              Symbol symbol = symbol(option, key);
              if (value != null) {
                Checks.encodable(option.name() + " '" + key + "'", value);
              }
              copy.put(symbol, value);
            });
    return Collections.unmodifiableMap(copy);
  }

  /** Texts under names. */
  static Map<String, String> texts(Option<?> option, @Nullable Map<String, String> map) {
    Map<String, String> copy = new LinkedHashMap<>();
    Checks.given(option.name(), map)
        .forEach(
            (key, value) ->
                copy.put(
                    Checks.given("a key of " + option.name(), key),
                    Checks.given(option.name() + " '" + key + "'", value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Symbol symbol(Option<?> option, @Nullable String name) {
    String given = Checks.given("a name of " + option.name(), name);
    try {
      return Symbol.of(given);
    } catch (IllegalArgumentException notAscii) {
      throw new IllegalArgumentException(option.name() + ": " + notAscii.getMessage(), notAscii);
    }
  }
}
