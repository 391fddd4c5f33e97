// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** An event for which a state machine has no row. */
final class IllegalTransition extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final boolean repetition;

  IllegalTransition(String machine, Enum<?> state, Enum<?> event, boolean repetition) {
    super(
        machine
            + ": "
            + event
            + (repetition ? " has happened already, in " : " is illegal in ")
            + state);
    this.repetition = repetition;
  }

  /** Whether the event had happened before. */
  boolean isRepetition() {
    return repetition;
  }
}
