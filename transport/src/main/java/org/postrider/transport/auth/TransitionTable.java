// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The legal moves of a state machine, as data.
 *
 * <p>Immutable once built. What has no row is illegal.
 */
final class TransitionTable<S extends Enum<S>, E extends Enum<E>> {

  private final Class<S> states;
  private final Class<E> events;
  private final Map<S, Map<E, S>> rows;

  TransitionTable(Class<S> states, Class<E> events) {
    this.states = states;
    this.events = events;
    this.rows = new EnumMap<>(states);
  }

  /** Adds a row while the table is being built. */
  TransitionTable<S, E> on(E event, S from, S to) {
    Map<E, S> row = rows.computeIfAbsent(from, key -> new EnumMap<>(events));
    if (row.put(event, to) != null) {
      throw new IllegalArgumentException("two rows for " + event + " in " + from);
    }
    return this;
  }

  /** The next state, or null where the event is illegal. */
  @Nullable S next(S from, E event) {
    Map<E, S> row = rows.get(from);
    return row == null ? null : row.get(event);
  }

  /** The table as a Markdown matrix: a state each row, an event each column. */
  String matrix() {
    StringBuilder out = new StringBuilder("| state |");
    StringBuilder rule = new StringBuilder("|---|");
    for (E event : events.getEnumConstants()) {
      out.append(' ').append(event).append(" |");
      rule.append("---|");
    }
    out.append('\n').append(rule).append('\n');
    for (S state : states.getEnumConstants()) {
      out.append("| ").append(state).append(" |");
      for (E event : events.getEnumConstants()) {
        S to = next(state, event);
        out.append(' ').append(to == null ? "" : to).append(" |");
      }
      out.append('\n');
    }
    return out.toString();
  }
}
