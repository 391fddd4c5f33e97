// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;

/**
 * Writes the fields of a composite type one after the other (AMQP 1.4).
 *
 * <p>Confined to its writer. Nulls are held back until a field follows, so trailing ones are left
 * out; a field that equals its default is written as null.
 */
public final class FieldWriter {

  private final ValueWriter out;
  private final int mark;
  private int count;
  private int heldNulls;

  /** Begins the described list of a type of this codec. */
  public FieldWriter(ValueWriter out, int descriptor) {
    this.out = out;
    out.writeDescriptor(descriptor);
    mark = out.beginCompound();
  }

  /** Ends the list. */
  public void end() {
    out.endList(mark, count);
  }

  /** A mandatory boolean. */
  public FieldWriter bool(boolean value) {
    next().writeBoolean(value);
    return this;
  }

  /** A boolean with a default. */
  public FieldWriter bool(boolean value, boolean absent) {
    return value == absent ? none() : bool(value);
  }

  /** An optional boolean. */
  public FieldWriter nullableBool(@Nullable Boolean value) {
    return value == null ? none() : bool(value);
  }

  /** A mandatory ubyte. */
  public FieldWriter ubyte(int value) {
    next().writeUbyte(value);
    return this;
  }

  /** An ubyte with a default. */
  public FieldWriter ubyte(int value, int absent) {
    return value == absent ? none() : ubyte(value);
  }

  /** An ushort with a default. */
  public FieldWriter ushort(int value, int absent) {
    if (value == absent) {
      return none();
    }
    next().writeUshort(value);
    return this;
  }

  /** A mandatory uint. */
  public FieldWriter uint(long value) {
    next().writeUint(value);
    return this;
  }

  /** An uint with a default. */
  public FieldWriter uint(long value, long absent) {
    return value == absent ? none() : uint(value);
  }

  /** A mandatory ulong. */
  public FieldWriter ulong(long bits) {
    next().writeUlong(bits);
    return this;
  }

  /** An ulong with a default. */
  public FieldWriter ulong(long bits, long absent) {
    return bits == absent ? none() : ulong(bits);
  }

  /** A string. */
  public FieldWriter string(@Nullable String value) {
    if (value == null) {
      return none();
    }
    next().writeString(value);
    return this;
  }

  /** A symbol. */
  public FieldWriter symbol(@Nullable Symbol value) {
    if (value == null) {
      return none();
    }
    next().writeSymbol(value);
    return this;
  }

  /** A symbol with a default. */
  public FieldWriter symbol(Symbol value, Symbol absent) {
    return value.equals(absent) ? none() : symbol(value);
  }

  /** A binary. */
  public FieldWriter binary(@Nullable Binary value) {
    if (value == null) {
      return none();
    }
    next().writeBinary(value);
    return this;
  }

  /** A timestamp. */
  public FieldWriter timestamp(@Nullable Timestamp value) {
    if (value == null) {
      return none();
    }
    next().writeTimestamp(value.epochMs());
    return this;
  }

  /** A field of {@code multiple="true"}: an array, or null where there is no value. */
  public FieldWriter symbols(List<Symbol> values) {
    if (values.isEmpty()) {
      return none();
    }
    ArrayWriter.write(next(), AmqpArray.of(AmqpType.SYMBOL, values));
    return this;
  }

  /** A map, left out where it is empty. */
  public FieldWriter fields(Map<?, ?> map) {
    return map.isEmpty() ? none() : map(map);
  }

  /** A map; an empty one is written, null is not. */
  public FieldWriter map(@Nullable Map<?, ?> map) {
    if (map == null) {
      return none();
    }
    AnyValueWriter.map(next(), map);
    return this;
  }

  /** A value of any type. */
  public FieldWriter object(@Nullable Object value) {
    if (value == null) {
      return none();
    }
    next().writeObject(value);
    return this;
  }

  private FieldWriter none() {
    heldNulls++;
    return this;
  }

  private ValueWriter next() {
    for (; heldNulls > 0; heldNulls--) {
      out.writeNull();
      count++;
    }
    count++;
    return out;
  }
}
