// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;

/**
 * Turns the checked exceptions of the classic API into the unchecked ones of the simplified API.
 *
 * <p>Stateless.
 */
final class Unchecked {

  /** A call that gives something. */
  interface Call<T> {
    T run() throws JMSException;
  }

  /** A call that may give null. */
  interface NullableCall<T> {
    @Nullable T run() throws JMSException;
  }

  /** A call that gives nothing. */
  interface Action {
    void run() throws JMSException;
  }

  private Unchecked() {}

  static <T> T get(Call<T> call) {
    try {
      return call.run();
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }

  static <T> @Nullable T find(NullableCall<T> call) {
    try {
      return call.run();
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }

  static void run(Action action) {
    try {
      action.run();
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }
}
