// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.concurrent.CountDownLatch;

/** A place where a script waits until the test lets it go on. Thread-safe. */
public final class Hold {

  private final CountDownLatch latch = new CountDownLatch(1);

  Hold() {}

  CountDownLatch latch() {
    return latch;
  }

  /** Lets the script go on, also if it has not come here yet. */
  public void release() {
    latch.countDown();
  }
}
