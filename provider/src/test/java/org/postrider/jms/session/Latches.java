// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits of tests and their listeners, with a deadline.
 *
 * <p>Stateless.
 */
final class Latches {

  private Latches() {}

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
