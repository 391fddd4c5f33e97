// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueWriter;

/**
 * What a source lets through: a described value in {@link Source#filter()} (AMQP 3.5.8).
 *
 * <p>Immutable as far as its value is. Filters of other types are {@link DescribedValue}s.
 *
 * @param type tells its descriptor
 * @param value what the type wants; a peer may give anything
 */
public record Filter(FilterType type, @Nullable Object value) implements Encodable {

  /** The name under which selectors usually stand. */
  public static final Symbol SELECTOR_NAME = Symbol.of("jms-selector");

  /** The name under which no-local usually stands. */
  public static final Symbol NO_LOCAL_NAME = Symbol.of("no-local");

  /** A JMS selector. */
  public static Filter selector(String selector) {
    return new Filter(FilterType.SELECTOR, selector);
  }

  /** No messages that came over the same connection. */
  public static Filter noLocal() {
    return new Filter(FilterType.NO_LOCAL, List.of());
  }

  /** SQL of the AMQP Filter Expressions. */
  public static Filter sql(String expression) {
    return new Filter(FilterType.SQL, expression);
  }

  /** The binding key of a topic exchange. */
  public static Filter legacyTopicBinding(String bindingKey) {
    return new Filter(FilterType.LEGACY_TOPIC_BINDING, bindingKey);
  }

  /** The binding key of a direct exchange. */
  public static Filter legacyDirectBinding(String bindingKey) {
    return new Filter(FilterType.LEGACY_DIRECT_BINDING, bindingKey);
  }

  /**
   * The filter of a type among those of a source, whatever its name and whichever form its
   * descriptor has: a broker must echo only filters that are in place, but may rename them.
   *
   * @return null if there is none
   */
  public static @Nullable Filter find(Map<Symbol, @Nullable Object> filters, FilterType type) {
    for (Object candidate : filters.values()) {
      if (candidate instanceof Filter filter && filter.type == type) {
        return filter;
      }
      if (candidate instanceof DescribedValue described && describes(described, type)) {
        return new Filter(type, described.value());
      }
    }
    return null;
  }

  private static boolean describes(DescribedValue candidate, FilterType type) {
    return candidate.descriptor() instanceof Symbol name
            && name.toString().equals(type.symbolicName())
        || candidate.descriptor() instanceof ULong code && code.longValue() == type.code();
  }

  /** Writes the descriptor's number, then the value. */
  @Override
  public void encode(ValueWriter out) {
    out.writeCode(FormatCode.DESCRIBED);
    out.writeUlong(type.code());
    out.writeObject(value);
  }
}
