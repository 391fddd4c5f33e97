// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import org.postrider.jms.thread.Threads;

/**
 * What is known of the thread that calls.
 *
 * <p>Stateless.
 */
final class Caller {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Caller() {}

  /**
   * Whether it runs a listener, of whatever session and connection, whose return a close may wait
   * for. Our own threads are known as such. One of an application server, which runs what is loaded
   * into a session (Jakarta Messaging 8.8), is any thread: only its stack tells, since the session
   * may be one of a connection that the call has nothing to do with.
   */
  static boolean isListener() {
    return Threads.isListener()
        || STACK.walk(
            calls -> calls.anyMatch(call -> call.getDeclaringClass() == ListenerCall.class));
  }
}
