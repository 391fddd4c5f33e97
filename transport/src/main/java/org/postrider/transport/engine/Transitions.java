// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/**
 * A state machine as a table: from which state which event leads to which state.
 *
 * <p>Immutable once built. What has no row is a protocol error; {@link #isRepetition} tells "is
 * there already" from "must not happen".
 *
 * @param <S> the states
 * @param <E> the events
 */
public final class Transitions<S extends Enum<S>, E extends Enum<E>> {

  private final String name;
  private final S[] states;
  private final E[] events;
  private final Object[] next;

  private Transitions(String name, S[] states, E[] events) {
    this.name = name;
    this.states = states;
    this.events = events;
    this.next = new Object[states.length * events.length];
  }

  /** An empty table. */
  public static <S extends Enum<S>, E extends Enum<E>> Transitions<S, E> of(
      String name, Class<S> states, Class<E> events) {
    return new Transitions<>(name, states.getEnumConstants(), events.getEnumConstants());
  }

  /** Adds a row. */
  public Transitions<S, E> on(S from, E event, S to) {
    int row = row(from, event);
    if (next[row] != null) {
      throw new IllegalStateException(name + ": two rows for " + event + " in " + from);
    }
    next[row] = to;
    return this;
  }

  /** Adds a row for every state that has none for the event. */
  Transitions<S, E> onAny(E event, S to) {
    for (S from : states) {
      if (next[row(from, event)] == null) {
        on(from, event, to);
      }
    }
    return this;
  }

  /** Whether the table has a row. */
  public boolean allows(S from, E event) {
    return next[row(from, event)] != null;
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException if the table has no row
   */
  @SuppressWarnings("unchecked") // Only states of type S are put in.
  public S next(S from, E event) {
    Object to = next[row(from, event)];
    if (to == null) {
      throw new IllegalTransition(name, from, event, isRepetition(from, event));
    }
    return (S) to;
  }

  /**
   * Whether the event is not allowed because it has happened: some row of it leads to this state.
   */
  boolean isRepetition(S state, E event) {
    if (allows(state, event)) {
      return false;
    }
    for (S from : states) {
      if (next[row(from, event)] == state) {
        return true;
      }
    }
    return false;
  }

  private int row(S from, E event) {
    return from.ordinal() * events.length + event.ordinal();
  }

  /** The table as text: one line a state, one column an event. */
  public String matrix() {
    StringBuilder text = new StringBuilder("| " + name + " |");
    for (E event : events) {
      text.append(' ').append(event).append(" |");
    }
    text.append("\n|").append("---|".repeat(events.length + 1)).append('\n');
    for (S from : states) {
      text.append("| ").append(from).append(" |");
      for (E event : events) {
        text.append(' ').append(cell(from, event)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String cell(S from, E event) {
    Object to = next[row(from, event)];
    return to != null ? to.toString() : isRepetition(from, event) ? "already" : "";
  }

  /** The table as a picture in the language of Graphviz. */
  public String dot() {
    StringBuilder text = new StringBuilder("digraph " + name + " {\n");
    for (S from : states) {
      for (E event : events) {
        Object to = next[row(from, event)];
        if (to != null) {
          text.append("  %s -> %s [label=\"%s\"];\n".formatted(from, to, event));
        }
      }
    }
    return text.append("}\n").toString();
  }
}
