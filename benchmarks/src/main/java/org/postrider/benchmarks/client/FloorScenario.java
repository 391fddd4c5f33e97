// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.client;

import java.util.concurrent.locks.LockSupport;

/**
 * What any client pays at least for a message that it waits for: a thread hands over to another and
 * waits for the answer, without any socket. No provider takes part.
 */
record FloorScenario() implements Scenario {

  @Override
  public void run(Trial trial) throws InterruptedException {
    Exchange exchange = new Exchange(trial.all());
    Thread other = new Thread(exchange, "hand-off");
    other.start();
    exchange.ask(other, trial.warmUp());
    Meter meter = new Meter(Allocation.ofLivingThreads());
    meter.start();
    exchange.ask(other, trial.measured());
    trial.results().reading(meter.stop(trial.measured()));
    other.join();
  }

  /** Shared by the two threads; each waits for the other's count. */
  private static final class Exchange implements Runnable {

    private final int all;
    private volatile int asked;
    private volatile int answered;
    private volatile Thread asking = Thread.currentThread();

    private Exchange(int all) {
      this.all = all;
    }

    void ask(Thread other, int count) {
      asking = Thread.currentThread();
      int target = answered + count;
      while (answered < target) {
        int next = answered + 1;
        asked = next;
        LockSupport.unpark(other);
        while (answered < next) {
          LockSupport.park(this);
        }
      }
    }

    @Override
    public void run() {
      for (int i = 1; i <= all; i++) {
        while (asked < i) {
          LockSupport.park(this);
        }
        answered = i;
        LockSupport.unpark(asking);
      }
    }
  }
}
