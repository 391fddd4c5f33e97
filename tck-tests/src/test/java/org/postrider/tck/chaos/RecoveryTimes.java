// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long each client took from "a broker accepts again" to its first message through.
 *
 * <p>Thread-safe.
 */
final class RecoveryTimes {

  /** One client's part: tells that a message got through. */
  final class Client {
    private long seen;

    /** A message got through; the first after a failure is timed. */
    void progress() {
      lock.lock();
      try {
        if (seen != failures) {
          seen = failures;
          times.add(Math.max(0, System.nanoTime() - since));
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean isBack() {
      return seen == failures;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Client> clients = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private long failures;
  private long since;

  Client client() {
    lock.lock();
    try {
      Client client = new Client();
      clients.add(client);
      return client;
    } finally {
      lock.unlock();
    }
  }

  /** A broker accepts again. */
  void accepting(long nanos) {
    lock.lock();
    try {
      failures++;
      since = nanos;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every client has got a message through since the last failure. */
  boolean areAllBack() {
    lock.lock();
    try {
      return clients.stream().allMatch(Client::isBack);
    } finally {
      lock.unlock();
    }
  }

  /** A percentile of all times, in milliseconds; 0 if there are none. */
  long percentileMs(double percent) {
    lock.lock();
    try {
      return TimeUnit.NANOSECONDS.toMillis(percentile(times, percent));
    } finally {
      lock.unlock();
    }
  }

  /** A percentile of some times; 0 if there are none. */
  static long percentile(List<Long> of, double percent) {
    List<Long> sorted = of.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, rank - 1));
  }

  /** All times so far, in nanoseconds, in their order. */
  List<Long> allNanos() {
    lock.lock();
    try {
      return List.copyOf(times);
    } finally {
      lock.unlock();
    }
  }
}
