// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.interop;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.Decimal128;
import org.apache.qpid.protonj2.types.Decimal32;
import org.apache.qpid.protonj2.types.Decimal64;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnknownDescribedType;
import org.apache.qpid.protonj2.types.UnsignedByte;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.UnsignedShort;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/**
 * Our values as those of protonj2 and back.
 *
 * <p>Stateless.
 */
@SuppressWarnings("JavaUtilDate") // It is their timestamp.
final class Protonj2Values {

  private Protonj2Values() {}

  static Object theirs(Object ours) {
    if (ours instanceof List<?> list) {
      List<Object> theirs = new ArrayList<>();
      list.forEach(item -> theirs.add(theirs(item)));
      return theirs;
    }
    if (ours instanceof Map<?, ?> map) {
      Map<Object, Object> theirs = new LinkedHashMap<>();
      map.forEach((key, value) -> theirs.put(theirs(key), theirs(value)));
      return theirs;
    }
    if (ours instanceof DescribedValue described) {
      return new UnknownDescribedType(theirs(described.descriptor()), theirs(described.value()));
    }
    if (ours instanceof Number number) {
      return theirNumber(number);
    }
    return theirName(ours);
  }

  private static Object theirNumber(Number ours) {
    if (ours instanceof UByte) {
      return UnsignedByte.valueOf(ours.byteValue());
    }
    if (ours instanceof UShort) {
      return UnsignedShort.valueOf(ours.shortValue());
    }
    if (ours instanceof UInt) {
      return UnsignedInteger.valueOf(ours.intValue());
    }
    return ours instanceof ULong ? UnsignedLong.valueOf(ours.longValue()) : ours;
  }

  private static Object theirName(Object ours) {
    if (ours instanceof org.postrider.codec.value.Decimal32 decimal) {
      return new Decimal32(decimal.bits());
    }
    if (ours instanceof org.postrider.codec.value.Decimal64 decimal) {
      return new Decimal64(decimal.bits());
    }
    if (ours instanceof org.postrider.codec.value.Decimal128 decimal) {
      return new Decimal128(decimal.highBits(), decimal.lowBits());
    }
    if (ours instanceof AmqpChar character) {
      return (char) character.codePoint();
    }
    if (ours instanceof Timestamp timestamp) {
      return new Date(timestamp.epochMs());
    }
    if (ours instanceof org.postrider.codec.value.Binary binary) {
      return new Binary(binary.toByteArray());
    }
    return ours instanceof org.postrider.codec.value.Symbol symbol
        ? Symbol.valueOf(symbol.toString())
        : ours;
  }

  static Object ours(Object theirs) {
    if (theirs instanceof List<?> list) {
      List<Object> ours = new ArrayList<>();
      list.forEach(item -> ours.add(ours(item)));
      return ours;
    }
    if (theirs instanceof Map<?, ?> map) {
      Map<Object, Object> ours = new LinkedHashMap<>();
      map.forEach((key, value) -> ours.put(ours(key), ours(value)));
      return ours;
    }
    if (theirs instanceof DescribedType described) {
      return new DescribedValue(ours(described.getDescriptor()), ours(described.getDescribed()));
    }
    return theirs instanceof Number number ? ourNumber(number) : ourName(theirs);
  }

  private static Object ourNumber(Number theirs) {
    if (theirs instanceof UnsignedByte) {
      return UByte.of(theirs.intValue() & 0xFF);
    }
    if (theirs instanceof UnsignedShort) {
      return UShort.of(theirs.intValue() & 0xFFFF);
    }
    if (theirs instanceof UnsignedInteger) {
      return UInt.of(theirs.longValue() & UInt.MAX);
    }
    if (theirs instanceof UnsignedLong) {
      return ULong.ofBits(theirs.longValue());
    }
    if (theirs instanceof Decimal32 decimal) {
      return new org.postrider.codec.value.Decimal32(decimal.getBits());
    }
    if (theirs instanceof Decimal64 decimal) {
      return new org.postrider.codec.value.Decimal64(decimal.getBits());
    }
    return theirs instanceof Decimal128 decimal
        ? new org.postrider.codec.value.Decimal128(
            decimal.getMostSignificantBits(), decimal.getLeastSignificantBits())
        : theirs;
  }

  private static Object ourName(Object theirs) {
    if (theirs instanceof Character character) {
      return new AmqpChar(character);
    }
    if (theirs instanceof Date date) {
      return new Timestamp(date.getTime());
    }
    if (theirs instanceof Binary binary) {
      return org.postrider.codec.value.Binary.wrap(binary.asByteArray());
    }
    return theirs instanceof Symbol symbol
        ? org.postrider.codec.value.Symbol.of(symbol.toString())
        : theirs;
  }
}
