// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All AMQP frames that came, in their order over all connections. Thread-safe. */
final class FrameLog {

  /** What comes behind this many frames is not kept. */
  static final int MAX_FRAMES = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ReceivedFrame> frames = new ArrayList<>();
  private int taken;
  private int emptyFrames;

  /**
   * Adds what came to the log and to the script's inbox as one: who sees it in either, or sees what
   * the script did with it, finds it in the other too.
   */
  void add(int connection, Received received, Queue<Received> inbox) {
    lock.lock();
    try {
      inbox.add(received);
      if (received instanceof Received.Empty) {
        emptyFrames++;
      } else if (received instanceof Received.Frame f && frames.size() < MAX_FRAMES) {
        frames.add(new ReceivedFrame(connection, f.channel(), f.performative(), f.payload()));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<ReceivedFrame> all() {
    lock.lock();
    try {
      return List.copyOf(frames);
    } finally {
      lock.unlock();
    }
  }

  int emptyFrames() {
    lock.lock();
    try {
      return emptyFrames;
    } finally {
      lock.unlock();
    }
  }

  /** The first frame that was not taken yet; null if none came in time. */
  @Nullable ReceivedFrame take(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long leftNs = timeout.toNanos();
      while (taken == frames.size()) {
        if (leftNs <= 0) {
          return null;
        }
        leftNs = changed.awaitNanos(leftNs);
      }
      return frames.get(taken++);
    } finally {
      lock.unlock();
    }
  }
}
