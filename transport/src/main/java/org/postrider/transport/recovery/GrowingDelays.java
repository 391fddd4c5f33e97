// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Delays that grow: some given ones, then each that of before by a factor, up to the longest.
 *
 * <p>Confined to its owner's thread.
 */
public final class GrowingDelays implements ReconnectPlan.Delays {

  /** A limit that is none. */
  public static final int FOR_EVER = Integer.MAX_VALUE;

  /**
   * One sequence.
   *
   * @param firstMs the first delays as they are, in milliseconds
   * @param thenMs the delay after them
   * @param limit how many delays there are, {@link #FOR_EVER} for no end
   */
  public record Sequence(List<Long> firstMs, long thenMs, int limit) {}

  /**
   * How a sequence grows.
   *
   * @param factor 1 or more
   * @param maxMs the longest delay, in milliseconds
   * @param jitter by what part of itself a delay may be shorter, at random; 0 to 1
   */
  public record Growth(double factor, long maxMs, double jitter) {

    /** Refuses what does not grow. */
    public Growth {
      if (!(factor >= 1) || maxMs < 0 || !(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException(
            "factor %s must be 1 or more, the longest delay %s 0 or more, jitter %s 0 to 1"
                .formatted(factor, maxMs, jitter));
      }
    }
  }

  private final Sequence startUp;
  private final Sequence later;
  private final Growth growth;
  private final Random random;

  private Sequence current;
  private boolean begun;
  private long given;
  private double nextMs;

  /**
   * Delays with one sequence for the first connection, and one for each loss after it.
   *
   * @param random where jitter comes from
   */
  public GrowingDelays(Sequence startUp, Sequence later, Growth growth, Random random) {
    this.startUp = startUp;
    this.later = later;
    this.growth = growth;
    this.random = random;
    this.current = startUp;
  }

  @Override
  public void reset() {
    current = begun ? later : startUp;
    begun = true;
    given = 0;
  }

  @Override
  public @Nullable Duration next() {
    if (given >= current.limit() && current.limit() != FOR_EVER) {
      return null;
    }
    int first = current.firstMs().size();
    double wantedMs =
        given < first
            ? (double) current.firstMs().get((int) given)
            : given == first ? (double) current.thenMs() : nextMs;
    double delayMs = Math.min(wantedMs, (double) growth.maxMs());
    if (given >= first) {
      nextMs = delayMs * growth.factor();
    }
    given++;
    return Duration.ofMillis((long) (delayMs * (1 - growth.jitter() * random.nextDouble())));
  }
}
