// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.recovery.GrowingDelays;

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
  private double jitter;
  private int maxTries = GrowingDelays.FOR_EVER;

  private @Nullable GrowingDelays delays;

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

  /**
   * By what part of itself a delay may be shorter, at random, so that many clients do not come back
   * all at the same moment. Default: 0.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public Backoff jitter(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("jitter " + part + " must be between 0 and 1");
    }
    jitter = part;
    return this;
  }

  @Override
  public void reset() {
    delays = null;
  }

  @Override
  public @Nullable Duration next() {
    GrowingDelays current = delays;
    if (current == null) {
      GrowingDelays.Sequence sequence =
          new GrowingDelays.Sequence(List.of(0L), initial.toMillis(), maxTries);
      current =
          new GrowingDelays(
              sequence,
              sequence,
              new GrowingDelays.Growth(factor, maxDelay.toMillis(), jitter),
              new Random());
      delays = current;
    }
    return current.next();
  }

  Backoff copy() {
    return new Backoff()
        .initial(initial)
        .factor(factor)
        .maxDelay(maxDelay)
        .jitter(jitter)
        .maxTries(maxTries);
  }
}
