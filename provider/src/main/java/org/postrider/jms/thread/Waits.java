// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.transport.engine.EngineException;

/**
 * Waits of application threads for the event loop: each has a deadline and ends in JMS terms.
 *
 * <p>Stateless.
 */
public final class Waits {

  private static final long PATIENCE_MS = 500;

  private Waits() {}

  /**
   * Waits for a result.
   *
   * @param timeoutMs -1 for ever
   * @param what is waited for, for the message of a time-out
   */
  public static <T> T await(CompletableFuture<T> future, long timeoutMs, String what)
      throws JMSException {
    return await(future, Deadline.in(timeoutMs), what);
  }

  /** Waits for a result, as long as is left for it; the message names the whole time. */
  public static <T> T await(CompletableFuture<T> future, Deadline deadline, Object what)
      throws JMSException {
    long timeoutMs = deadline.timeoutMs();
    try {
      return timeoutMs < 0 ? future.get() : future.get(deadline.leftMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw asJms(failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      throw JmsErrors.withCause(
          new RequestTimedOutException(what + " took longer than " + timeoutMs + " ms"), late);
    } catch (InterruptedException interrupted) {
      throw interrupted(what.toString(), interrupted);
    }
  }

  /**
   * Waits for the end of something whose failure does not matter; gives false if that was given up.
   */
  public static boolean awaitQuietly(CompletableFuture<?> future, long timeoutMs) {
    try {
      return await(future.handle((value, failure) -> true), timeoutMs, "close");
    } catch (JMSException late) {
      // What is waited for is gone anyway: close gives up in silence.
      return false;
    }
  }

  /** A wait that an interrupt ends. */
  @FunctionalInterface
  public interface Interruptible {

    /** Gives false if it was given up; negative for ever. */
    boolean await(long timeoutMs) throws InterruptedException;
  }

  /**
   * Waits as a close does: an interrupt does not end it, as nothing may be let go that has no
   * outcome and was not told. The thread is interrupted again behind it. Only what would wait for
   * ever is cut short.
   */
  public static boolean awaitInClose(Interruptible wait, long timeoutMs) {
    Deadline deadline = Deadline.in(timeoutMs);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await(deadline.leftMs());
        } catch (InterruptedException again) {
          interrupted = true;
          deadline = timeoutMs < 0 ? Deadline.in(Deadline.GRACE_MS) : deadline;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@link #awaitQuietly}, in a close. */
  public static boolean awaitInClose(CompletableFuture<?> future, long timeoutMs) {
    CompletableFuture<Boolean> over = future.handle((value, failure) -> true);
    return awaitInClose(leftMs -> isDone(over, leftMs), timeoutMs);
  }

  private static boolean isDone(CompletableFuture<Boolean> over, long timeoutMs)
      throws InterruptedException {
    try {
      return timeoutMs < 0 ? over.get() : over.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException late) {
      return false;
    }
  }

  /**
   * Waits for an answer whose failure does not matter, and asks again while none comes: after half
   * a second, then after twice as long each time. Gives false if it was given up.
   *
   * @param timeoutMs -1 for ever
   */
  public static boolean awaitAnswer(
      CompletableFuture<?> answer, long timeoutMs, Runnable askAgain) {
    long leftMs = timeoutMs < 0 ? Long.MAX_VALUE : timeoutMs;
    for (long patienceMs = PATIENCE_MS; leftMs > patienceMs; patienceMs *= 2) {
      if (awaitQuietly(answer, patienceMs)) {
        return true;
      }
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      askAgain.run();
      leftMs -= patienceMs;
    }
    return awaitQuietly(answer, leftMs);
  }

  /** Nobody waits for this: that it fails is no matter. */
  public static void abandon(CompletableFuture<?> unheard) {
    CompletableFuture<?> unused = unheard.exceptionally(failure -> null);
  }

  /** Waits until whoever holds a lock has let it go. */
  public static void awaitFree(ReentrantLock lock) {
    lock.lock();
    try {
      // To have had it is all: its former holder is done.
    } finally {
      lock.unlock();
    }
  }

  /** The same in a close; gives false if it is not let go in time, negative for ever. */
  public static boolean awaitFree(ReentrantLock lock, long timeoutMs) {
    return awaitInClose(leftMs -> isFree(lock, leftMs), timeoutMs);
  }

  private static boolean isFree(ReentrantLock lock, long timeoutMs) throws InterruptedException {
    if (timeoutMs < 0) {
      lock.lockInterruptibly();
    } else if (!lock.tryLock(timeoutMs, TimeUnit.MILLISECONDS)) {
      return false;
    }
    lock.unlock();
    return true;
  }

  /** An interrupt in JMS terms; the thread is interrupted again. */
  public static JMSException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return JmsErrors.withCause(new JMSException(what + " was interrupted"), cause);
  }

  /** A failure of the event loop as the calling thread's own: its stack is the caller's. */
  public static JMSException asJms(Throwable failure) {
    if (failure instanceof JMSException jms) {
      return JmsErrors.again(jms);
    }
    if (failure instanceof EngineException forbidden) {
      // The broker's limits leave no room for what was asked for.
      return JmsErrors.withCause(
          JmsErrors.toException(forbidden.error(), ErrorContext.LINK), forbidden);
    }
    return JmsErrors.withCause(new JMSException(String.valueOf(failure.getMessage())), failure);
  }
}
