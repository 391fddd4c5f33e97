// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the failure of a session told once: by the call that waits meanwhile and throws it, or else
 * to the exception listener.
 *
 * <p>Thread-safe. A failure is entered before the calls are looked at, and a call is over before
 * the failure is looked at, so that one of the two threads tells it and never both.
 */
final class FailureReport {

  private final Consumer<JMSException> listener;
  private final Runnable behindLoop;
  private final AtomicReference<@Nullable JMSException> untold = new AtomicReference<>();
  // More than one where a completion listener makes a call, for whose return a commit waits.
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean toldByCall;

  /**
   * The report of a session that has not failed.
   *
   * @param listener is told what no call throws
   * @param behindLoop returns when the event loop is done with what it does now
   */
  FailureReport(Consumer<JMSException> listener, Runnable behindLoop) {
    this.listener = listener;
    this.behindLoop = behindLoop;
  }

  /** Makes a call, which tells of the failure if it throws it. */
  <T> T calling(Unchecked.Call<T> call) throws JMSException {
    calls.incrementAndGet();
    try {
      return call.run();
    } catch (JMSException thrown) {
      told(thrown);
      throw thrown;
    } finally {
      if (calls.decrementAndGet() == 0) {
        report();
      }
    }
  }

  /** The same for a call without a result. */
  void running(Unchecked.Action action) throws JMSException {
    boolean unused =
        calling(
            () -> {
              action.run();
              return true;
            });
  }

  private void told(JMSException thrown) {
    // With a session its links fail first, and with them the calls that wait for these.
    behindLoop.run();
    JMSException cause = untold.get();
    if (cause != null && isTold(cause, thrown)) {
      untold.set(null);
    }
  }

  /** A session's links end with its error, of which each makes an exception of its own. */
  private static boolean isTold(JMSException cause, JMSException thrown) {
    String text = String.valueOf(cause.getMessage());
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each == cause || text.equals(each.getMessage())) {
        return true;
      }
    }
    return false;
  }

  /** On the event loop: a receive or send that waits will throw why the session fails. */
  void toldByCall() {
    toldByCall = true;
  }

  /** On the event loop: the session has failed. */
  void failed(JMSException cause) {
    if (!toldByCall) {
      untold.set(cause);
      if (calls.get() == 0) {
        report();
      }
    }
  }

  private void report() {
    JMSException cause = untold.getAndSet(null);
    if (cause != null) {
      listener.accept(cause);
    }
  }
}
