// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** Nothing came from the peer within the idle time-out (AMQP 2.4.5). */
public final class IdleTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IdleTimeoutException(long idleTimeoutMs) {
    super("the peer sent nothing for " + idleTimeoutMs + " ms, the idle time-out");
  }
}
