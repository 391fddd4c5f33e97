// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of options.
 *
 * <p>Immutable; compared by identity, since each is declared once.
 *
 * @param <T> the Java type of its values
 */
public final class Option<T> {

  /** What is special about an option. */
  enum Trait {
    /** Its value is never shown. */
    SECRET,
    /** Its name is a prefix; the rest of a key is the name within the family. */
    FAMILY,
    /** It holds for a connection as a whole, whatever server it is connected to. */
    WHOLE,
    /** It is not handed on to a server that the one which has it names. */
    KEPT,
    /** Known so that an URI written for Qpid JMS works, and without effect here. */
    NO_EFFECT
  }

  private final String name;
  private final OptionType<T> type;
  private final @Nullable T defaultValue;
  private final String unit;
  private final String meaning;
  private final String difference;
  private final List<String> aliases;
  private final Set<Trait> traits;

  Option(Chapter.Row<T> row, String meaning) {
    this.name = row.name;
    this.type = row.type;
    this.defaultValue = row.defaultValue;
    this.unit = row.unit;
    this.difference = row.difference;
    this.aliases = List.copyOf(row.aliases);
    this.traits = Set.copyOf(row.traits);
    this.meaning = meaning;
  }

  /** The key with its prefix, such as {@code jms.sendTimeout}. */
  public String name() {
    return name;
  }

  /** What values it takes. */
  public OptionType<T> type() {
    return type;
  }

  /** The value where none is given, or null where that means "none". */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** The unit of its values; empty where they have none. */
  public String unit() {
    return unit;
  }

  /** What it does. */
  public String meaning() {
    return meaning;
  }

  /** What differs from Qpid JMS, and why; empty where nothing does. */
  public String difference() {
    return difference;
  }

  List<String> aliases() {
    return aliases;
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /**
   * Turns a text into a value.
   *
   * @param key the key as it was written, to name it in the error
   * @throws IllegalArgumentException if the text breaks the type's rule
   */
  T parse(String key, String text) {
    T value = type.parse(text);
    if (value == null) {
      throw new IllegalArgumentException(
          "option " + key + ": value '" + Excerpt.of(shown(text)) + "' " + type.rule());
    }
    return value;
  }

  /** A value as it may be shown to a person. */
  String shown(Object value) {
    return is(Trait.SECRET)
        ? PossibleSecrets.MASK
        : PossibleSecrets.masked(OptionType.format(value));
  }

  @Override
  public String toString() {
    return name;
  }
}
