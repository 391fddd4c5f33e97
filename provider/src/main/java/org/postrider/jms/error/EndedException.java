// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.IllegalStateException;

/**
 * Something was closed by this end: told to whoever still waits for it, which is hardly ever
 * anybody. So it has no stack, which would be the event loop's and would cost more than the close.
 *
 * <p>Not thread-safe, as any exception; a thread that throws it makes its own of it.
 */
final class EndedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  EndedException(String reason) {
    super(reason);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // It touches nothing.
  public Throwable fillInStackTrace() {
    return this;
  }
}
