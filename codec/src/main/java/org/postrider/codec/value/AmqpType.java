// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/** The primitive types of AMQP (AMQP 1.6), to name the element type of an {@link AmqpArray}. */
public enum AmqpType {
  /** The null type. */
  NULL,
  /** True or false. */
  BOOLEAN,
  /** Unsigned, 8 bits: {@link UByte}. */
  UBYTE,
  /** Unsigned, 16 bits: {@link UShort}. */
  USHORT,
  /** Unsigned, 32 bits: {@link UInt}. */
  UINT,
  /** Unsigned, 64 bits: {@link ULong}. */
  ULONG,
  /** Signed, 8 bits. */
  BYTE,
  /** Signed, 16 bits. */
  SHORT,
  /** Signed, 32 bits. */
  INT,
  /** Signed, 64 bits. */
  LONG,
  /** IEEE 754 binary32. */
  FLOAT,
  /** IEEE 754 binary64. */
  DOUBLE,
  /** IEEE 754 decimal32: {@link Decimal32}. */
  DECIMAL32,
  /** IEEE 754 decimal64: {@link Decimal64}. */
  DECIMAL64,
  /** IEEE 754 decimal128: {@link Decimal128}. */
  DECIMAL128,
  /** A Unicode scalar value: {@link AmqpChar}. */
  CHAR,
  /** A point in time: {@link Timestamp}. */
  TIMESTAMP,
  /** {@link java.util.UUID}. */
  UUID,
  /** Octets: {@link Binary}. */
  BINARY,
  /** Unicode text. */
  STRING,
  /** ASCII name: {@link Symbol}. */
  SYMBOL,
  /** {@link java.util.List}. */
  LIST,
  /** {@link java.util.Map}. */
  MAP,
  /** {@link AmqpArray}. */
  ARRAY
}
