// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.util.concurrent.locks.LockSupport;

/**
 * What any client pays at least for a message that it waits for: a thread hands over to another and
 * waits for the answer, without any socket.
 *
 * <p>Shared by the trial's thread and its own; each waits for the other's count.
 */
final class HandOffFloor implements Floor {

  private final Thread asking = Thread.currentThread();
  private final Thread answering = new Thread(this::answer, "hand-off");
  private volatile int asked;
  private volatile int answered;
  private volatile boolean closed;

  HandOffFloor() {
    answering.setDaemon(true);
    answering.start();
  }

  @Override
  public void pass(int messages) {
    for (int last = asked + messages; asked < last; ) {
      int next = answered + 1;
      asked = next;
      LockSupport.unpark(answering);
      while (answered < next) {
        LockSupport.park(this);
      }
    }
  }

  private void answer() {
    while (!closed) {
      if (asked == answered) {
        LockSupport.park(this);
      } else {
        answered = asked;
        LockSupport.unpark(asking);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(answering);
  }
}
