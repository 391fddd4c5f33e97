// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

/**
 * What {@link Container#schedule} returns: {@link MessagingHandler#onTimerTask} comes when its time
 * has come.
 *
 * <p>Thread-safe.
 */
public final class TimerTask {

  private final Container container;
  private final MessagingHandler handler;
  private final Hold hold = new Hold();

  // Confined to the loop.
  private boolean over;
  private Runnable cancellation = () -> {};

  TimerTask(Container container, MessagingHandler handler) {
    this.container = container;
    this.handler = handler;
  }

  /** Begins to wait. Called on the loop. */
  void start(long delayMs) {
    ContainerLoop loop = container.loop();
    if (!over && !loop.isStopped()) {
      loop.hold(hold);
      cancellation = loop.later(this::fire, delayMs);
    }
  }

  private void fire() {
    if (!over) {
      over = true;
      container
          .loop()
          .events()
          .deliver(handler, new Event(EventType.TIMER_TASK, container).about(this));
      container.loop().release(hold);
    }
  }

  /** Does away with it; without effect if its time has come. */
  public void cancel() {
    container.loop().run(hold::stop);
  }

  private final class Hold implements ContainerLoop.Held {

    @Override
    public void stop() {
      if (!over) {
        over = true;
        cancellation.run();
        container.loop().release(this);
      }
    }

    @Override
    public void abandon() {
      stop();
    }
  }
}
