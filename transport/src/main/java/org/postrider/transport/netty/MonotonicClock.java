// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.concurrent.TimeUnit;

/**
 * The only place where the transport measures time: milliseconds since the class was loaded.
 *
 * <p>Stateless. It never goes back and knows nothing of the time of day.
 */
final class MonotonicClock {

  private static final long ORIGIN_NS = System.nanoTime();

  private MonotonicClock() {}

  static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ORIGIN_NS);
  }
}
