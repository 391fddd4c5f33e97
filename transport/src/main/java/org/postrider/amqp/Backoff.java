// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Delays that grow: none, then the initial one, then each time that of before by the factor, up to
 * the longest one. Unless changed: at once, 0.1 s, doubling to 10 s, for ever.
 *
 * <p>To be set up before it is given to {@link ConnectionOptions#reconnect(ReconnectPolicy)}; each
 * connection takes a copy.
 */
public final class Backoff implements ReconnectPolicy {

  private static final Duration MAX = Duration.ofDays(1);

  private Duration initial = Duration.ofMillis(100);
  private double factor = 2.0;
  private Duration maxDelay = Duration.ofSeconds(10);
  private int maxTries = Integer.MAX_VALUE;

  private int tries;
  private double nextMs;

  /** The default delays. */
  public Backoff() {}

  /**
   * The second delay, after that of none. Default: 100 ms.
   *
   * @throws IllegalArgumentException if it is negative or above a day
   */
  public Backoff initial(Duration delay) {
    initial = Checks.duration("initial", delay, Duration.ZERO, MAX);
    return this;
  }

  /**
   * By what a delay is multiplied to give the next. Default: 2.
   *
   * @throws IllegalArgumentException if it is not between 1 and 100
   */
  public Backoff factor(double multiplier) {
    if (!(multiplier >= 1 && multiplier <= 100)) {
      throw new IllegalArgumentException("factor " + multiplier + " must be between 1 and 100");
    }
    factor = multiplier;
    return this;
  }

  /**
   * The longest delay. Default: 10 s.
   *
   * @throws IllegalArgumentException if it is negative or above a day
   */
  public Backoff maxDelay(Duration delay) {
    maxDelay = Checks.duration("maxDelay", delay, Duration.ZERO, MAX);
    return this;
  }

  /**
   * How many delays there are before it gives up, that of none among them. Default: no limit.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Backoff maxTries(int delays) {
    maxTries = (int) Checks.range("maxTries", delays, 1, Integer.MAX_VALUE);
    return this;
  }

  @Override
  public void reset() {
    tries = 0;
  }

  @Override
  public @Nullable Duration next() {
    if (tries == maxTries) {
      return null;
    }
    double wantedMs = tries == 0 ? 0 : tries == 1 ? (double) initial.toMillis() : nextMs;
    double delayMs = Math.min(wantedMs, (double) maxDelay.toMillis());
    nextMs = delayMs * factor;
    tries++;
    return Duration.ofMillis((long) delayMs);
  }

  Backoff copy() {
    return new Backoff().initial(initial).factor(factor).maxDelay(maxDelay).maxTries(maxTries);
  }
}
