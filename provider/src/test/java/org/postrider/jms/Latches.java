// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits of tests and their listeners, with a deadline.
 *
 * <p>Stateless.
 */
public final class Latches {

  /** How long anything may take at most. */
  public static final long PATIENCE_SECONDS = 10;

  private Latches() {}

  /** Waits until all have counted down. */
  public static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
