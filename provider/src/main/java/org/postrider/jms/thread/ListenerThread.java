// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

/** A thread that runs the listeners of an application, by which it is known to be one. */
final class ListenerThread extends Thread {

  /** Has none of its maker's inheritable thread-locals. */
  ListenerThread(Runnable task, String name) {
    super(null, task, name, 0, false);
  }
}
