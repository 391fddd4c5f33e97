// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

/**
 * Something that {@link Container#schedule} was asked to do later.
 *
 * <p>Thread-safe.
 */
public final class TimerTask {

  private final ContainerLoop loop;
  private final Runnable work;

  // Confined to the loop.
  private final Hold hold = new Hold();
  private boolean over;
  private Runnable cancellation = () -> {};

  TimerTask(ContainerLoop loop, Runnable work) {
    this.loop = loop;
    this.work = work;
  }

  void start(long delayMs) {
    if (!over && !loop.isStopped()) {
      loop.hold(hold);
      cancellation = loop.later(this::fire, delayMs);
    }
  }

  private void fire() {
    if (!over) {
      over = true;
      work.run();
      loop.release(hold);
    }
  }

  /** Does away with it; without effect if its time has come. */
  public void cancel() {
    loop.run(this::end);
  }

  private void end() {
    if (!over) {
      over = true;
      cancellation.run();
      loop.release(hold);
    }
  }

  private final class Hold implements ContainerLoop.Held {

    @Override
    public void stop() {
      end();
    }

    @Override
    public void abandon() {
      end();
    }
  }
}
