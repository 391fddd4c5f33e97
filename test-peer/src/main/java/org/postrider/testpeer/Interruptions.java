// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;

/** Waits on behalf of a test, which is not meant to be interrupted. Stateless. */
final class Interruptions {

  private Interruptions() {}

  /** Something that waits. */
  interface Waiting<T> {
    @Nullable T result() throws InterruptedException;
  }

  /**
   * Waits.
   *
   * @throws AssertionError if the thread is interrupted, which stays so
   */
  static <T> @Nullable T refuse(Waiting<T> waiting) {
    try {
      return waiting.result();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the peer", e);
    }
  }
}
