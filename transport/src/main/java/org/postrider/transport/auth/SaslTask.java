// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One step of a negotiation that may take a while.
 *
 * <p>Run once, on any thread; what came of it is for the negotiation's thread, which is told after
 * that.
 */
final class SaslTask implements Runnable {

  private final Supplier<byte @Nullable []> step;
  private byte @Nullable [] result;
  private boolean over;
  private @Nullable Throwable failure;

  SaslTask(Supplier<byte @Nullable []> step) {
    this.step = step;
  }

  @Override
  public void run() {
    try {
      result = step.get();
      over = true;
    } catch (RuntimeException | Error e) {
      failure = e;
      over = true;
    }
  }

  byte @Nullable [] result() {
    return result;
  }

  @Nullable Throwable failure() {
    return over ? failure : new IllegalStateException("the step was not done");
  }
}
