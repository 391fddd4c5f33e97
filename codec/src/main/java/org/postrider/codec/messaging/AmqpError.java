// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.Printable;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code error}: why a connection, session, link or delivery came to grief (AMQP 2.8.14).
 *
 * <p>Immutable.
 *
 * @param condition one of {@link org.postrider.codec.value.ErrorConditions} or the peer's own
 * @param description text for a person, or null
 * @param info what else is to be said; empty where there is nothing
 */
public record AmqpError(
    Symbol condition, @Nullable String description, Map<Symbol, @Nullable Object> info)
    implements Encodable {

  /** The descriptor. */
  public static final int CODE = 0x1D;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:error:list";

  private static final int SHOWN_DESCRIPTION = 1000;
  private static final int SHOWN_CONDITION = 100;

  /**
   * An error.
   *
   * @throws IllegalArgumentException if the condition is null
   */
  public AmqpError {
    if (condition == null) {
      throw new IllegalArgumentException("condition null must be a symbol (AMQP 2.8.14)");
    }
  }

  /** An error without info. */
  public AmqpError(Symbol condition, @Nullable String description) {
    this(condition, description, Map.of());
  }

  /** Reads the fields in wire order. */
  public static AmqpError decode(FieldReader in) {
    return new AmqpError(in.mandatorySymbol("condition"), in.string(), in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).symbol(condition).string(description).fields(info).end();
  }

  /**
   * The description as it may stand in a message or a line of a log, whoever wrote it: on one line,
   * and cut; null where there is none.
   */
  public @Nullable String shownDescription() {
    return description == null ? null : Printable.of(description, SHOWN_DESCRIPTION);
  }

  /** Description and condition, as a person wants to read them. */
  @Override
  public String toString() {
    return shown("no description");
  }

  /**
   * Description, or what stands for it where there is none, and condition, as they may be shown.
   */
  public String shown(String undescribed) {
    String text = description == null || description.isBlank() ? undescribed : shownDescription();
    return text + " [condition = " + Printable.of(condition.toString(), SHOWN_CONDITION) + "]";
  }
}
