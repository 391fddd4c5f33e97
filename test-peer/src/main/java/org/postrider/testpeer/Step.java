// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

/** One step of a script. Built by the test's thread, then played by the script's. */
interface Step {

  /** As it is named in the report of a failure. */
  String describe();

  /**
   * Plays the step on the script's thread; may wait as long as it must.
   *
   * @throws AssertionError if what happens is not what was expected
   */
  void play(Stage stage) throws InterruptedException;

  /** Whether the script may end without it. */
  default boolean isOptional() {
    return false;
  }

  /** Something done that is described by a text. */
  record Action(String describe, Deed deed) implements Step {
    @Override
    public void play(Stage stage) throws InterruptedException {
      deed.act(stage);
    }
  }

  /** What an {@link Action} does. */
  interface Deed {
    void act(Stage stage) throws InterruptedException;
  }
}
