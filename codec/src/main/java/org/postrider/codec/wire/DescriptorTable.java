// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * Which described type stands behind which descriptor, in both forms (AMQP 1.3, 1.4).
 *
 * <p>Immutable. It breaks the circle between "any value may be of any type" and "every type holds
 * values": the reader knows this table, the package {@code frame} fills it.
 */
public final class DescriptorTable {

  /** No code: the answer for a descriptor that the table does not know. */
  public static final long UNKNOWN = -1;

  /** A table that knows no described type. */
  public static final DescriptorTable EMPTY = new Builder().build();

  /** Codes below this are found by index. */
  private static final int DIRECT_CODES = 0x100;

  private final @Nullable Decoder[] direct;
  private final Map<Long, Decoder> others;
  private final Map<Symbol, Long> codes;

  private DescriptorTable(Builder builder) {
    direct = new @Nullable Decoder[DIRECT_CODES];
    others = new HashMap<>();
    codes = Map.copyOf(builder.codes);
    builder.decoders.forEach(
        (code, decoder) -> {
          if (code >= 0 && code < DIRECT_CODES) {
            direct[code.intValue()] = decoder;
          } else {
            others.put(code, decoder);
          }
        });
  }

  /** The decoder of a descriptor code, or null. */
  @Nullable Decoder decoder(long code) {
    return code >= 0 && code < DIRECT_CODES ? direct[(int) code] : others.get(code);
  }

  /** The code of a symbolic descriptor, or {@link #UNKNOWN}. */
  long code(Symbol name) {
    return codes.getOrDefault(name, UNKNOWN);
  }

  /** Reads what follows a descriptor. */
  @FunctionalInterface
  public interface Decoder {

    /** Reads the value, constructor first. */
    @Nullable Object decode(ValueReader in);
  }

  /** Collects the types of a table. */
  public static final class Builder {

    private final Map<Long, Decoder> decoders = new HashMap<>();
    private final Map<Symbol, Long> codes = new HashMap<>();

    /** An empty table. */
    public Builder() {}

    /** Adds a described type of any source. */
    public Builder type(long code, String name, Decoder decoder) {
      if (decoders.put(code, decoder) != null || codes.put(Symbol.of(name), code) != null) {
        throw new IllegalStateException("descriptor " + name + " stands twice in the table");
      }
      return this;
    }

    /** Adds a composite type: a described list (AMQP 1.4). */
    public Builder composite(long code, String name, Function<FieldReader, ?> decoder) {
      return type(
          code,
          name,
          in -> {
            FieldReader fields = new FieldReader(in, name);
            Object value = decoder.apply(fields);
            fields.end();
            return value;
          });
    }

    /** The table. */
    public DescriptorTable build() {
      return new DescriptorTable(this);
    }
  }
}
