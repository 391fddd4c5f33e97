// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

/**
 * The thread that plays a script.
 *
 * <p>Thread-safe. It runs user code: predicates, assertions and the words of answers.
 */
final class ScriptPlayer {

  private final Script script;
  private final Stage stage;
  private final Thread thread;

  ScriptPlayer(Script script, Stage stage, String peerName) {
    this.script = script;
    this.stage = stage;
    this.thread = new Thread(this::play, peerName + "-script");
    thread.setDaemon(true);
    thread.start();
  }

  private void play() {
    try {
      while (true) {
        Step step = script.next();
        try {
          step.play(stage);
          script.done();
        } catch (AssertionError | RuntimeException e) {
          // A predicate of the test's may throw anything: it must get into the report.
          stage.abort(script.fail(e));
        }
      }
    } catch (InterruptedException e) {
      // The peer was closed, which is how this thread is told to end.
      return;
    }
  }

  /** Ends the thread and waits for it. */
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
