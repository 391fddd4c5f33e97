// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.value.UInt;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code header}: how a message is to be transferred (AMQP 3.2.1).
 *
 * <p>Immutable. {@link MessageWriter#header(boolean, int, long)} is its twin for the hot path.
 *
 * @param durable whether the message must survive the loss of an intermediary
 * @param priority 0 to 255, 4 is normal
 * @param ttlMs how long the message is worth keeping; 0 to 2^32-1, or -1 for ever
 * @param firstAcquirer whether nobody else has acquired the message before
 * @param deliveryCount of unsuccessful attempts before this one; 0 to 2^32-1
 */
public record Header(
    boolean durable, int priority, long ttlMs, boolean firstAcquirer, long deliveryCount)
    implements Section {

  /** The descriptor. */
  public static final int CODE = 0x70;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:header:list";

  /** The priority of a message whose header tells none. */
  public static final int DEFAULT_PRIORITY = 4;

  /** What holds for a message without a header. */
  public static final Header DEFAULT =
      new Header(false, DEFAULT_PRIORITY, FieldReader.ABSENT, false, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Header {
    check("priority", priority, 0, 0xFF);
    check("ttl", ttlMs, FieldReader.ABSENT, UInt.MAX);
    check("delivery-count", deliveryCount, 0, UInt.MAX);
  }

  static void check(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "header " + field + " " + value + " must be between " + least + " and " + most);
    }
  }

  /** The same with another {@link #durable}. */
  public Header withDurable(boolean other) {
    return new Header(other, priority, ttlMs, firstAcquirer, deliveryCount);
  }

  /**
   * The same with another {@link #priority}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Header withPriority(int other) {
    return new Header(durable, other, ttlMs, firstAcquirer, deliveryCount);
  }

  /**
   * The same with another {@link #ttlMs}.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Header withTtlMs(long other) {
    return new Header(durable, priority, other, firstAcquirer, deliveryCount);
  }

  /** Reads the fields in wire order. */
  public static Header decode(FieldReader in) {
    return new Header(
        in.bool(false),
        in.ubyte(DEFAULT_PRIORITY),
        in.uint(FieldReader.ABSENT),
        in.bool(false),
        in.uint(0));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .bool(durable, false)
        .ubyte(priority, DEFAULT_PRIORITY)
        .uint(ttlMs, FieldReader.ABSENT)
        .bool(firstAcquirer, false)
        .uint(deliveryCount, 0)
        .end();
  }
}
