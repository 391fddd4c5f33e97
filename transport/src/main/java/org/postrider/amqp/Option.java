// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;

/**
 * One row of a table of options: declared once, for the setter's check, the default, the text that
 * shows it and the reference page.
 *
 * <p>Immutable.
 *
 * @param name as the setter is called
 * @param type of the value, as a reader wants to see it
 * @param absent the default, or null where there is none
 * @param unit of the value, or the empty string
 * @param meaning what it does
 * @param rule what a value must keep
 */
record Option<T>(
    String name, String type, @Nullable T absent, String unit, String meaning, Rule<T> rule) {

  /** What takes the place of a secret wherever options are printed. */
  static final String MASK = "***";

  /** The longest duration that any option takes. */
  static final Duration DAY = Duration.ofDays(1);

  /** What a value must keep, with the words that say so. */
  record Rule<T>(String words, Predicate<T> holds) {}

  static <T> Option<T> of(String name, String type, @Nullable T absent) {
    Rule<T> given = new Rule<>("must not be null", value -> true);
    return new Option<>(name, type, absent, "", "", given);
  }

  static Option<Boolean> flag(String name, boolean absent) {
    return of(name, "boolean", absent);
  }

  static Option<String> text(String name) {
    Option<String> option = of(name, "text", null);
    return option.must("must not be blank", value -> !value.isBlank());
  }

  static Option<Long> number(String name, long absent, long lowest, long highest) {
    Option<Long> option = of(name, "number", absent);
    return option.must(
        "must be between " + lowest + " and " + highest,
        value -> value >= lowest && value <= highest);
  }

  /** A duration of a day at most: 0, or at least so much. */
  static Option<Duration> duration(String name, Duration absent, Duration least) {
    Option<Duration> option = of(name, "duration", absent);
    return option.must(
        "must be PT0S, or between " + least + " and " + DAY,
        value -> value.isZero() || (value.compareTo(least) >= 0 && value.compareTo(DAY) <= 0));
  }

  Option<T> in(String newUnit) {
    return new Option<>(name, type, absent, newUnit, meaning, rule);
  }

  Option<T> means(String newMeaning) {
    return new Option<>(name, type, absent, unit, newMeaning, rule);
  }

  Option<T> must(String words, Predicate<T> holds) {
    return new Option<>(name, type, absent, unit, meaning, new Rule<>(words, holds));
  }

  boolean isSecret() {
    return type.startsWith("secret");
  }

  /** The value, if it keeps the rule. */
  T checked(@Nullable T value) {
    if (value == null || !rule.holds().test(value)) {
      String shown = isSecret() && value != null ? MASK : Printable.of(String.valueOf(value), 1000);
      throw new IllegalArgumentException(name + " '" + shown + "' " + rule.words());
    }
    if (value instanceof String text) {
      Checks.wellFormed(name, text);
    }
    return value;
  }

  /** Rows are told apart by identity: each is declared once. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
