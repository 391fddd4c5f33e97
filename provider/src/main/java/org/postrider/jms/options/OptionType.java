// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.ProxySettings;
import org.postrider.transport.tls.TlsSettings;

/**
 * What values an option takes: how a text becomes a value, and the rule to tell when it does not.
 *
 * <p>Immutable.
 *
 * @param <T> the Java type of the values
 */
public final class OptionType<T> {

  /** Turns a text into a value. */
  private interface Parser<T> {

    /** The value, or null where the text breaks the rule. */
    @Nullable T parse(String text);
  }

  private static final String VERSIONS = "TLSv1.3, TLSv1.2, TLSv1.1, TLSv1, SSLv3";

  /** The JDK's names of contexts that choose no version. */
  private static final Set<String> CONTEXTS = Set.of("TLS", "SSL", "Default");

  /** Whatever can be the name of a class; a package may have a joker behind it. */
  private static final Pattern CLASS_OR_PACKAGE =
      Pattern.compile("\\*|[^.*;/\\[\\s]+(\\.[^.*;/\\[\\s]+)*(\\.\\*)?");

  private final String name;
  private final String rule;
  private final Parser<T> parser;

  private OptionType(String name, String rule, Parser<T> parser) {
    this.name = name;
    this.rule = rule;
    this.parser = parser;
  }

  static OptionType<Boolean> flag() {
    return new OptionType<>(
        "boolean",
        "must be true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> Boolean.TRUE;
              case "false" -> Boolean.FALSE;
              default -> null;
            });
  }

  static OptionType<Integer> integer(int min, int max) {
    return new OptionType<>(
        "int",
        "must be a number from " + min + " to " + max,
        text -> {
          Long number = number(text, min, max);
          return number == null ? null : number.intValue();
        });
  }

  static OptionType<Long> millis(long min) {
    String rule =
        min < 0
            ? "must be a number of milliseconds, or -1 for no limit"
            : "must be a number of milliseconds from " + min + " on";
    return new OptionType<>("ms", rule, text -> number(text, min, Long.MAX_VALUE));
  }

  static OptionType<Long> millis(long min, long max) {
    return new OptionType<>(
        "ms",
        "must be a number of milliseconds from " + min + " to " + max,
        text -> number(text, min, max));
  }

  static OptionType<Double> decimal(double min, double max) {
    return new OptionType<>(
        "double",
        "must be a decimal number from " + min + " to " + max,
        text -> {
          try {
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? (Double) value : null;
          } catch (NumberFormatException malformed) {
            return null;
          }
        });
  }

  static OptionType<String> text() {
    return new OptionType<>("string", "must be a text", text -> text);
  }

  /** A text that must say something. */
  static OptionType<String> nonEmpty() {
    return new OptionType<>("string", "must not be empty", text -> text.isEmpty() ? null : text);
  }

  static OptionType<String> file() {
    return new OptionType<>(
        "file",
        "must be the name of a file",
        text -> {
          try {
            return Path.of(text).toString();
          } catch (InvalidPathException malformed) {
            return null;
          }
        });
  }

  static OptionType<String> address() {
    return new OptionType<>(
        "string",
        "must be an IP address",
        text -> {
          try {
            org.postrider.transport.netty.TransportOptions.builder().local(text, 0).build();
            return text;
          } catch (IllegalArgumentException malformed) {
            return null;
          }
        });
  }

  /** Where a proxy is. */
  static OptionType<String> proxyHost() {
    return new OptionType<>(
        "string",
        "must be the name or address of a host, and no URL",
        text -> {
          try {
            return new ProxySettings(ProxySettings.Kind.HTTP, text, 1, null, null).host();
          } catch (IllegalArgumentException malformed) {
            return null;
          }
        });
  }

  static OptionType<List<String>> list() {
    return new OptionType<>(
        "list",
        "must be names with commas between them",
        text ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList());
  }

  /** Names of classes and packages: one that can match nothing would deny nothing. */
  static OptionType<List<String>> classes() {
    OptionType<List<String>> names = list();
    return new OptionType<>(
        "list",
        "must be names of classes or packages with commas between them, each as a.b or a.b.*, or *"
            + " for all",
        text -> {
          List<String> classes = names.parse(text);
          return classes != null && classes.stream().allMatch(CLASS_OR_PACKAGE.asMatchPredicate())
              ? classes
              : null;
        });
  }

  /** Names of versions of TLS. */
  static OptionType<List<String>> versions() {
    OptionType<List<String>> names = list();
    return new OptionType<>(
        "list",
        "must be names with commas between them, each one of " + VERSIONS,
        text -> {
          List<String> versions = names.parse(text);
          return versions != null && areVersions(versions) ? versions : null;
        });
  }

  /** The name of a version of TLS, or of all. */
  static OptionType<String> version() {
    return new OptionType<>(
        "string",
        "must be one of TLS, SSL, Default, " + VERSIONS,
        text -> CONTEXTS.contains(text) || areVersions(List.of(text)) ? text : null);
  }

  private static boolean areVersions(List<String> names) {
    try {
      TlsSettings.builder().protocols(names, List.of()).build();
      return true;
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }

  static OptionType<Map<String, String>> family() {
    return new OptionType<>("string each", "must be a text", text -> Map.of());
  }

  /** What no text can be. */
  static <T> OptionType<T> object(String name) {
    return new OptionType<>(name, "must be given by code", text -> null);
  }

  /** One of an enum's constants, by its name in any case, or by its position counted from first. */
  static <E extends Enum<E>> OptionType<E> choice(Class<E> type, int first) {
    E[] constants = type.getEnumConstants();
    String names = Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(", "));
    return new OptionType<>(
        "choice",
        "must be one of " + names,
        text -> {
          for (E constant : constants) {
            boolean named = constant.name().equalsIgnoreCase(text);
            if (named || first >= 0 && text.equals(String.valueOf(constant.ordinal() + first))) {
              return constant;
            }
          }
          return null;
        });
  }

  private static @Nullable Long number(String text, long min, long max) {
    try {
      long value = Long.parseLong(text.strip());
      return value >= min && value <= max ? (Long) value : null;
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  /** The type's name, for the reference page. */
  public String name() {
    return name;
  }

  /** What a value must be, as the end of a sentence that begins with the value. */
  public String rule() {
    return rule;
  }

  @Nullable T parse(String text) {
    return parser.parse(text);
  }

  /** The text that gives a value again. */
  static String format(Object value) {
    return value instanceof List<?> items
        ? items.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }
}
