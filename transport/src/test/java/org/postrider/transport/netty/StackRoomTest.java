// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StackRoomTest {

  private static final long STACK_OCTETS = 1024 * 1024;

  @Test
  void anUsualThreadHasEnough() {
    assertThat(StackRoom.isEnough()).isTrue();
  }

  @Test
  void aThreadAtTheEndOfItsStackHasNot() throws Exception {
    FutureTask<Boolean> deep = new FutureTask<>(() -> isEnoughAtTheEnd(0));
    Thread thread = new Thread(null, deep, "deep", STACK_OCTETS);
    thread.start();

    assertThat(deep.get(30, TimeUnit.SECONDS)).isFalse();
  }

  /** The first frame from below that has room to ask at all tells what it was answered. */
  @SuppressWarnings("InfiniteRecursion") // It ends with the stack.
  private static boolean isEnoughAtTheEnd(int depth) {
    try {
      return isEnoughAtTheEnd(depth + 1);
    } catch (StackOverflowError end) {
      return StackRoom.isEnough();
    }
  }
}
