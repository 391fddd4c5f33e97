// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;

/**
 * Reads the fields of a composite type one after the other (AMQP 1.4).
 *
 * <p>Confined to its reader. A field that was left out at the end and a null are the same: a method
 * then gives null, its default, or for a mandatory field throws. Each call moves on to the next
 * field, so a type's {@code decode} is the list of its fields in wire order.
 */
public final class FieldReader {

  /** Stands for "no value" where a field of type uint, ushort or ulong is absent. */
  public static final int ABSENT = -1;

  private final ValueReader in;
  private final String type;
  private final int outerLimit;
  private int fieldsLeft;
  private int index = -1;

  /** Enters the list of a composite type whose descriptor was read. */
  public FieldReader(ValueReader in, String type) {
    this.in = in;
    this.type = type;
    this.outerLimit = in.limit();
    this.fieldsLeft = in.enterList(in.readCode());
  }

  /** Leaves the list. Fields beyond those of the type must be null. */
  public void end() {
    while (fieldsLeft > 0) {
      if (nextCode() != FormatCode.NULL) {
        throw new DecodeException(type + " has no field " + index);
      }
    }
    in.leave(outerLimit);
  }

  /** An optional boolean. */
  public boolean bool(boolean absent) {
    int code = nextCode();
    return code == FormatCode.NULL ? absent : in.bool(code);
  }

  /** A mandatory boolean. */
  public boolean mandatoryBool(String name) {
    return in.bool(mandatoryCode(name));
  }

  /** An optional boolean, null where it is absent. */
  public @Nullable Boolean nullableBool() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : (Boolean) in.bool(code);
  }

  /** An optional ubyte. */
  public int ubyte(int absent) {
    int code = nextCode();
    return code == FormatCode.NULL ? absent : in.ubyte(code);
  }

  /** A mandatory ubyte. */
  public int mandatoryUbyte(String name) {
    return in.ubyte(mandatoryCode(name));
  }

  /** An optional ushort. */
  public int ushort(int absent) {
    int code = nextCode();
    return code == FormatCode.NULL ? absent : in.ushort(code);
  }

  /** An optional uint: 0 to 2^32-1. */
  public long uint(long absent) {
    int code = nextCode();
    return code == FormatCode.NULL ? absent : in.uint(code);
  }

  /** A mandatory uint: 0 to 2^32-1. */
  public long mandatoryUint(String name) {
    return in.uint(mandatoryCode(name));
  }

  /** An optional ulong, as 64 bits to be taken as unsigned. */
  public long ulong(long absent) {
    int code = nextCode();
    return code == FormatCode.NULL ? absent : in.ulong(code);
  }

  /** A mandatory ulong, as 64 bits to be taken as unsigned. */
  public long mandatoryUlong(String name) {
    return in.ulong(mandatoryCode(name));
  }

  /** An optional string. */
  public @Nullable String string() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : in.string(code);
  }

  /** An optional string that is likely to have come before, with another message. */
  public @Nullable String repeatedString() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : in.repeatedString(code);
  }

  /** A mandatory string. */
  public String mandatoryString(String name) {
    return in.string(mandatoryCode(name));
  }

  /** An optional symbol. */
  public @Nullable Symbol symbol() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : in.symbol(code);
  }

  /** A mandatory symbol. */
  public Symbol mandatorySymbol(String name) {
    return in.symbol(mandatoryCode(name));
  }

  /** An optional binary, copied. */
  public @Nullable Binary binary() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : Binary.wrap(in.binaryBytes(code));
  }

  /** A mandatory binary, copied. */
  public Binary mandatoryBinary(String name) {
    return Binary.wrap(in.binaryBytes(mandatoryCode(name)));
  }

  /** An optional timestamp. */
  public @Nullable Timestamp timestamp() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : new Timestamp(in.timestamp(code));
  }

  /** An optional UUID. */
  public @Nullable UUID uuid() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : in.uuid(code);
  }

  /**
   * A field of {@code multiple="true"}: none, one bare value, or an array; empty where there is
   * none (AMQP 1.4).
   */
  public List<Symbol> symbols() {
    Object value = object();
    if (value == null) {
      return List.of();
    }
    if (value instanceof Symbol symbol) {
      return List.of(symbol);
    }
    if (value instanceof AmqpArray array) {
      return symbols(array);
    }
    // Seen from peers: an empty list for "none".
    if (value instanceof List<?> list && list.isEmpty()) {
      return List.of();
    }
    throw invalid("symbols expected, found " + value.getClass().getSimpleName());
  }

  /** A field that is both mandatory and multiple: one value or more (AMQP 1.4). */
  public List<Symbol> mandatorySymbols(String name) {
    List<Symbol> symbols = symbols();
    if (symbols.isEmpty()) {
      throw lacks(name);
    }
    return symbols;
  }

  @SuppressWarnings("unchecked") // Elements that were read are of the array's type.
  private List<Symbol> symbols(AmqpArray array) {
    if (array.size() == 0) {
      return List.of();
    }
    if (array.elementType() != AmqpType.SYMBOL) {
      throw invalid("symbols expected, found an array of " + array.elementType());
    }
    return (List<Symbol>) (List<?>) array.elements();
  }

  /**
   * A map with symbols as keys ({@code fields}); empty where it is absent. String keys, which some
   * peers send, are taken for symbols.
   */
  public Map<Symbol, @Nullable Object> fields() {
    Map<Symbol, @Nullable Object> fields = nullableFields();
    return fields == null ? Map.of() : fields;
  }

  /** Like {@link #fields()}, but null where it is absent. */
  @SuppressWarnings("unchecked") // Where all keys are symbols.
  public @Nullable Map<Symbol, @Nullable Object> nullableFields() {
    Map<?, ?> map = map();
    if (map == null) {
      return null;
    }
    if (hasSymbolsOnly(map)) {
      return (Map<Symbol, @Nullable Object>) map;
    }
    Map<Symbol, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(fieldName(key), value));
    if (fields.size() < map.size()) {
      throw invalid("map with one key as symbol and as string");
    }
    return Collections.unmodifiableMap(fields);
  }

  private static boolean hasSymbolsOnly(Map<?, ?> map) {
    for (Object key : map.keySet()) {
      if (!(key instanceof Symbol)) {
        return false;
      }
    }
    return true;
  }

  private Symbol fieldName(@Nullable Object key) {
    if (key instanceof Symbol symbol) {
      return symbol;
    }
    if (key instanceof String text && text.chars().allMatch(c -> c <= 0x7F)) {
      return Symbol.of(text);
    }
    throw invalid("symbol expected as key of a map, found " + AnyValueReader.shown(key));
  }

  /** An optional map of any types; null where it is absent. */
  public @Nullable Map<@Nullable Object, @Nullable Object> map() {
    int code = nextCode();
    if (code == FormatCode.NULL) {
      return null;
    }
    if (code != FormatCode.MAP_8 && code != FormatCode.MAP_32) {
      throw FormatCode.mismatch("map", code);
    }
    return AnyValueReader.map(in, code);
  }

  /** A value of any type, or null. */
  public @Nullable Object object() {
    int code = nextCode();
    return code == FormatCode.NULL ? null : in.object(code);
  }

  /** A value of a described type of this codec, or null. */
  public <T> @Nullable T object(Class<T> archetype) {
    Object value = object();
    if (value == null) {
      return null;
    }
    if (!archetype.isInstance(value)) {
      throw invalid(
          archetype.getSimpleName() + " expected, found " + value.getClass().getSimpleName());
    }
    return archetype.cast(value);
  }

  /** A fault of the field that was read last: {@code amqp:invalid-field}. */
  public DecodeException invalid(String what) {
    return new DecodeException(
        ErrorConditions.INVALID_FIELD, type + " field " + index + ": " + what);
  }

  private int mandatoryCode(String name) {
    int code = nextCode();
    if (code == FormatCode.NULL) {
      throw lacks(name);
    }
    return code;
  }

  private DecodeException lacks(String name) {
    return new DecodeException(type + " without the mandatory field " + name);
  }

  private int nextCode() {
    index++;
    if (fieldsLeft == 0) {
      return FormatCode.NULL;
    }
    fieldsLeft--;
    return in.readCode();
  }
}
