// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

/** A thread of a machine that has no more of them. */
final class Unstartable extends Thread {

  @Override
  public synchronized void start() {
    throw new OutOfMemoryError("unable to create native thread");
  }
}
