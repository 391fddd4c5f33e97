// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of one prefix while their class is initialised.
 *
 * <p>Confined to that class initialiser; {@link #rows()} ends it.
 */
final class Chapter {

  private final String prefix;
  private final @Nullable String otherPrefix;
  private final List<Option<?>> rows = new ArrayList<>();

  Chapter(String prefix) {
    this(prefix, null);
  }

  /** A chapter whose options may be given under another prefix too. */
  Chapter(String prefix, @Nullable String otherPrefix) {
    this.prefix = prefix;
    this.otherPrefix = otherPrefix;
  }

  Row<Boolean> flag(String name, boolean defaultValue) {
    return new Row<>(this, name, OptionType.flag(), defaultValue);
  }

  Row<Integer> number(String name, @Nullable Integer defaultValue, int min, int max) {
    return new Row<>(this, name, OptionType.integer(min, max), defaultValue);
  }

  /** Milliseconds, where -1 is "no limit". */
  Row<Long> limit(String name, long defaultMs) {
    return new Row<>(this, name, OptionType.millis(-1), defaultMs).unit("ms");
  }

  Row<Long> millis(String name, long defaultMs) {
    return new Row<>(this, name, OptionType.millis(0), defaultMs).unit("ms");
  }

  Row<Long> millis(String name, long defaultMs, long maxMs) {
    return new Row<>(this, name, OptionType.millis(0, maxMs), defaultMs).unit("ms");
  }

  Row<Double> decimal(String name, double defaultValue, double min, double max) {
    return new Row<>(this, name, OptionType.decimal(min, max), defaultValue);
  }

  Row<String> text(String name, @Nullable String defaultValue) {
    return new Row<>(this, name, OptionType.text(), defaultValue);
  }

  Row<String> nonEmptyText(String name) {
    return new Row<>(this, name, OptionType.nonEmpty(), null);
  }

  Row<String> file(String name) {
    return new Row<>(this, name, OptionType.file(), null);
  }

  Row<String> address(String name) {
    return new Row<>(this, name, OptionType.address(), null);
  }

  Row<String> proxyHost(String name) {
    return new Row<>(this, name, OptionType.proxyHost(), null);
  }

  Row<List<String>> list(String name, @Nullable List<String> defaultValue) {
    return new Row<>(this, name, OptionType.list(), defaultValue);
  }

  Row<List<String>> classes(String name) {
    return new Row<>(this, name, OptionType.classes(), List.of());
  }

  Row<String> version(String name, String defaultValue) {
    return new Row<>(this, name, OptionType.version(), defaultValue);
  }

  Row<List<String>> versions(String name, @Nullable List<String> defaultValue) {
    return new Row<>(this, name, OptionType.versions(), defaultValue);
  }

  Row<Map<String, String>> family(String name) {
    return new Row<>(this, name, OptionType.family(), Map.<String, String>of())
        .trait(Option.Trait.FAMILY);
  }

  /** One of an enum's constants; {@code first} is the number of the first one, or -1. */
  <E extends Enum<E>> Row<E> choice(String name, E defaultValue, int first) {
    return new Row<>(
        this, name, OptionType.choice(defaultValue.getDeclaringClass(), first), defaultValue);
  }

  /** Something that a program gives and no text can. */
  <T> Row<T> object(String name, String type) {
    return new Row<>(this, name, OptionType.<T>object(type), null);
  }

  /** All options declared, in their order. */
  List<Option<?>> rows() {
    return List.copyOf(rows);
  }

  /**
   * An option that is being declared.
   *
   * <p>Confined to its chapter.
   */
  static final class Row<T> {

    private final Chapter chapter;
    final String name;
    final OptionType<T> type;
    final @Nullable T defaultValue;
    final List<String> aliases = new ArrayList<>();
    final Set<Option.Trait> traits = EnumSet.noneOf(Option.Trait.class);
    String unit = "";
    String difference = "";

    private Row(Chapter chapter, String name, OptionType<T> type, @Nullable T defaultValue) {
      this.chapter = chapter;
      this.name = chapter.prefix + name;
      if (chapter.otherPrefix != null) {
        aliases.add(chapter.otherPrefix + name);
      }
      this.type = type;
      this.defaultValue = defaultValue;
    }

    Row<T> unit(String name) {
      unit = name;
      return this;
    }

    Row<T> differs(String why) {
      difference = why;
      return this;
    }

    Row<T> alias(String other) {
      aliases.add(chapter.prefix + other);
      return this;
    }

    Row<T> secret() {
      return trait(Option.Trait.SECRET);
    }

    /** For the connection as a whole: it cannot differ from server to server. */
    Row<T> whole() {
      return trait(Option.Trait.WHOLE);
    }

    /** For the server that has it, and not for those that this one names. */
    Row<T> kept() {
      return trait(Option.Trait.KEPT);
    }

    Row<T> noEffect(String why) {
      difference = why;
      return trait(Option.Trait.NO_EFFECT);
    }

    private Row<T> trait(Option.Trait trait) {
      traits.add(trait);
      return this;
    }

    /** Ends the row. */
    Option<T> means(String meaning) {
      Option<T> option = new Option<>(this, meaning);
      chapter.rows.add(option);
      return option;
    }
  }
}
