// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of options: those that were given; what was not given has its default.
 *
 * <p>Immutable.
 */
public final class Options {

  /** Nothing given. */
  public static final Options DEFAULTS = new Options(Map.of());

  private final Map<Option<?>, Object> given;

  private Options(Map<Option<?>, Object> given) {
    this.given = given;
  }

  /** A builder that has nothing yet. */
  public static Builder builder() {
    return DEFAULTS.toBuilder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(given);
  }

  /** Whether no value was given. */
  public boolean isEmpty() {
    return given.isEmpty();
  }

  /** Whether a value was given. */
  public boolean isSet(Option<?> option) {
    return given.containsKey(option);
  }

  /** The value given, else the default, else null. */
  @SuppressWarnings("unchecked") // only Builder puts values in, and only of the option's type
  public <T> @Nullable T find(Option<T> option) {
    Object value = given.get(option);
    return value == null ? option.defaultValue() : (T) value;
  }

  /**
   * The value given, else the default.
   *
   * @throws IllegalStateException if the option has no default and was not given
   */
  public <T> T get(Option<T> option) {
    T value = find(option);
    if (value == null) {
      throw new IllegalStateException("option " + option + " has no value");
    }
    return value;
  }

  /**
   * The text of an option's value by the name of a factory's property, or null where it has none.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public @Nullable String property(String name) {
    Option<?> option = OptionTable.get(OptionTable.qualified(name));
    Object value = find(option);
    if (value instanceof Map<?, ?> members) {
      Object member = members.get(OptionTable.qualified(name).substring(option.name().length()));
      return member == null ? null : member.toString();
    }
    return value == null ? null : OptionType.format(value);
  }

  /**
   * One of the four prefetch options, with {@code prefetchPolicy.all} and the cap applied.
   *
   * @return 0 or more messages
   */
  public int prefetch(Option<Integer> option) {
    Integer all = isSet(option) ? null : find(JmsOptions.PREFETCH_ALL);
    return Math.min(all == null ? get(option) : all, get(JmsOptions.MAX_PREFETCH_SIZE));
  }

  /** The type of the key store or the trust store, or null where only the system knows. */
  public @Nullable String storeType(Option<String> option) {
    String own = find(option);
    return own == null ? find(TransportOptions.STORE_TYPE) : own;
  }

  /** These values, overlaid with others. */
  public Options with(Options others) {
    if (given.isEmpty() || others.given.isEmpty()) {
      return given.isEmpty() ? others : this;
    }
    Builder builder = toBuilder();
    builder.values.putAll(others.given);
    return builder.build();
  }

  /** The values given, as texts by the names that {@link Builder#set(String, String)} takes. */
  public Map<String, String> toMap() {
    Map<String, String> texts = new TreeMap<>();
    given.forEach((option, value) -> addTexts(texts, option, value));
    return texts;
  }

  private static void addTexts(Map<String, String> texts, Option<?> option, Object value) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, text) -> texts.put(option.name() + name, String.valueOf(text)));
    } else {
      texts.put(option.name(), OptionType.format(value));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options options && given.equals(options.given);
  }

  @Override
  public int hashCode() {
    return given.hashCode();
  }

  /**
   * Whether a factory's property may be shown to a person. A URI with options may not: there may be
   * secrets among them.
   */
  public static boolean mayShow(String property, String value) {
    return !OptionTable.isSecret(OptionTable.qualified(property))
        && PossibleSecrets.masked(value).equals(value)
        && (OptionTable.find(OptionTable.qualified(property)) != null || value.indexOf('?') < 0);
  }

  /** The values given, secrets masked. */
  @Override
  public String toString() {
    return new TreeMap<>(
            given.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        entry -> entry.getKey().name(),
                        entry -> entry.getKey().shown(entry.getValue()))))
        .toString();
  }

  /**
   * Collects values.
   *
   * <p>Not thread-safe.
   */
  public static final class Builder {

    private final Map<Option<?>, Object> values;

    private Builder(Map<Option<?>, Object> values) {
      this.values = new LinkedHashMap<>(values);
    }

    /** Sets an option. */
    public <T> Builder set(Option<T> option, T value) {
      values.put(option, value);
      return this;
    }

    /** Makes an option have its default again. */
    public Builder clear(Option<?> option) {
      values.remove(option);
      return this;
    }

    /**
     * Sets an option by its key with its prefix.
     *
     * @throws IllegalArgumentException if the key is unknown or the value is ill-typed; the message
     *     names key, value and rule
     */
    public Builder set(String key, String text) {
      Option<?> option = OptionTable.get(key);
      if (option.is(Option.Trait.FAMILY)) {
        addMember(option, key.substring(option.name().length()), text);
      } else {
        values.put(option, option.parse(key, text));
      }
      return this;
    }

    /**
     * Sets an option by the name of a factory's property: the chapter {@code jms.} may be left out.
     *
     * @throws IllegalArgumentException like {@link #set(String, String)}
     */
    public Builder setProperty(String name, String text) {
      return set(OptionTable.qualified(name), text);
    }

    private void addMember(Option<?> family, String name, String text) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("option " + family + " must be followed by a name");
      }
      Map<String, String> members = new LinkedHashMap<>();
      if (values.get(family) instanceof Map<?, ?> before) {
        before.forEach((key, value) -> members.put(String.valueOf(key), String.valueOf(value)));
      }
      members.put(name, text);
      values.put(family, Collections.unmodifiableMap(members));
    }

    /** What was collected. */
    public Options build() {
      return values.isEmpty()
          ? DEFAULTS
          : new Options(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }
  }
}
