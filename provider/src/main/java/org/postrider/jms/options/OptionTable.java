// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All options by name: the one place where keys are looked up.
 *
 * <p>Immutable.
 */
final class OptionTable {

  /** A key further from every name than this is not taken for a slip of the pen. */
  private static final int MAX_EDITS = 4;

  private static final String JMS = "jms.";

  private static final List<String> FOR_ALL_SERVERS =
      List.of(FailoverOptions.NESTED, DiscoveryOptions.DISCOVERED);

  private static final List<Option<?>> ROWS = allRows();
  private static final Map<String, Option<?>> BY_NAME = byName();

  private OptionTable() {}

  private static List<Option<?>> allRows() {
    List<Option<?>> rows = new ArrayList<>(JmsOptions.ALL);
    rows.addAll(TransportOptions.ALL);
    rows.addAll(AmqpOptions.ALL);
    rows.addAll(AmqpOptions.SASL_ALL);
    rows.addAll(AmqpOptions.PROVIDER_ALL);
    rows.addAll(FailoverOptions.ALL);
    rows.addAll(DiscoveryOptions.ALL);
    return List.copyOf(rows);
  }

  private static Map<String, Option<?>> byName() {
    Map<String, Option<?>> names = new LinkedHashMap<>();
    for (Option<?> option : ROWS) {
      put(names, option.name(), option);
      option.aliases().forEach(alias -> put(names, alias, option));
    }
    return Map.copyOf(names);
  }

  private static void put(Map<String, Option<?>> names, String name, Option<?> option) {
    if (names.put(name, option) != null) {
      throw new IllegalStateException("option " + name + " is declared twice");
    }
  }

  /** All rows, chapter by chapter. */
  static List<Option<?>> rows() {
    return ROWS;
  }

  /** The option of a key with its prefix, or null. */
  static @Nullable Option<?> find(String key) {
    Option<?> option = BY_NAME.get(key);
    return option == null ? findFamily(key) : option.is(Option.Trait.FAMILY) ? null : option;
  }

  private static @Nullable Option<?> findFamily(String key) {
    for (Option<?> option : ROWS) {
      if (option.is(Option.Trait.FAMILY) && key.startsWith(option.name())) {
        return option;
      }
    }
    return null;
  }

  /**
   * The option of a key with its prefix.
   *
   * @throws IllegalArgumentException if there is none, with the nearest name that there is
   */
  static Option<?> get(String key) {
    Option<?> option = find(key);
    if (option == null) {
      throw new IllegalArgumentException(
          "unknown option " + PossibleSecrets.maskedKey(key) + suggestion(key));
    }
    return option;
  }

  /** Whether a key, that for all servers too, is that of a value which is never shown. */
  static boolean isSecret(String key) {
    Option<?> option = find(ofOneServer(key));
    return option != null && option.is(Option.Trait.SECRET);
  }

  /** The key without the prefix that makes it one for all servers, if it has that. */
  static String ofOneServer(String key) {
    for (String prefix : FOR_ALL_SERVERS) {
      if (key.startsWith(prefix)) {
        return key.substring(prefix.length());
      }
    }
    return key;
  }

  /**
   * The key of a factory's property, in which the chapter {@code jms.} may be left out; one for all
   * servers of a failover URI is one of the factory.
   */
  static String qualified(String name) {
    String own = ofOneServer(name);
    if (!own.equals(name)) {
      return own;
    }
    return find(name) == null && find(JMS + name) != null ? JMS + name : name;
  }

  private static String suggestion(String key) {
    String nearest = "";
    int fewest = MAX_EDITS + 1;
    for (String name : BY_NAME.keySet()) {
      String known = name.toLowerCase(Locale.ROOT);
      String asked = key.toLowerCase(Locale.ROOT);
      int edits = Math.min(distance(asked, known), distance(JMS + asked, known) + 1);
      if (edits < fewest || edits == fewest && name.compareTo(nearest) < 0) {
        fewest = edits;
        nearest = name;
      }
    }
    return fewest > MAX_EDITS ? "; docs/options.md lists all" : "; did you mean " + nearest + "?";
  }

  /** How many characters must be put in, left out or changed to make one text the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
