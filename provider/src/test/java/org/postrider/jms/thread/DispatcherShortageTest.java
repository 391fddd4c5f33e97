// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A machine without a thread for a session's listeners: nothing is lost, and it is told. */
class DispatcherShortageTest {

  private static final long AT_ONCE = 1;

  /** What the JVM throws where the machine has no more threads. */
  private static final class Unstartable extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  private static final class Recorded implements Shortage {
    final List<Throwable> told = new ArrayList<>();
    final Deque<Runnable> retries = new ArrayDeque<>();
    boolean tellingFails;
    boolean retryingFails;

    @Override
    public void tell(Throwable cause) {
      if (tellingFails) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      told.add(cause);
    }

    @Override
    public void retryIn(long delayMs, Runnable command) {
      if (retryingFails) {
        throw new OutOfMemoryError("Java heap space");
      }
      assertThat(delayMs).isEqualTo(Worker.RETRY_MS);
      retries.add(command);
    }

    void retry() {
      Objects.requireNonNull(retries.poll(), "a retry").run();
    }
  }

  private final Recorded shortage = new Recorded();
  private final NumberedSource source = new NumberedSource(number -> {});
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean exhausted;
  private final Dispatcher dispatcher =
      new Dispatcher(
          task -> {
            made.incrementAndGet();
            Thread thread =
                exhausted ? new Unstartable() : new Thread(task, "postrider-session-test");
            thread.setDaemon(true);
            return thread;
          },
          null,
          shortage,
          AT_ONCE);

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private void idleThenShort() throws JMSException {
    dispatcher.startThread();
    dispatcher.resume();
    source.add(1, dispatcher);
    await().until(() -> source.given() == 1 && !source.threads.get(0).isAlive());
    exhausted = true;
  }

  @Test
  void messagesWithoutAThreadWaitForTheNextTryAndItIsToldOnce() throws Exception {
    idleThenShort();

    source.add(2, dispatcher);
    source.add(3, dispatcher);
    shortage.retry();
    assertThat(source.given()).isEqualTo(1);
    exhausted = false;
    shortage.retry();

    await().until(() -> source.given() == 3);
    assertThat(shortage.told)
        .singleElement()
        .satisfies(cause -> assertThat(cause).hasMessage("unable to create native thread"));
    assertThat(shortage.retries).isEmpty();
  }

  @Test
  void anotherShortageIsToldAgain() throws Exception {
    idleThenShort();
    source.add(2, dispatcher);
    exhausted = false;
    shortage.retry();
    await().until(() -> source.given() == 2);
    Thread second = source.threads.get(1);
    await().until(() -> !second.isAlive());

    exhausted = true;
    source.add(3, dispatcher);

    assertThat(shortage.told).hasSize(2);
  }

  @Test
  void whatCannotBeToldForWantOfAThreadIsToldWithTheNextTry() throws Exception {
    idleThenShort();
    shortage.tellingFails = true;
    source.add(2, dispatcher);
    assertThat(shortage.told).isEmpty();

    shortage.tellingFails = false;
    shortage.retry();

    assertThat(shortage.told).hasSize(1);
  }

  @Test
  void whereNoTryCanBeArrangedTheNextMessageIsOne() throws Exception {
    idleThenShort();
    shortage.retryingFails = true;
    source.add(2, dispatcher);
    assertThat(shortage.told).hasSize(1);

    exhausted = false;
    source.add(3, dispatcher);

    await().until(() -> source.given() == 3);
  }

  @Test
  void aListenerThatHasNoThreadIsRefused() throws Exception {
    exhausted = true;

    assertThatThrownBy(dispatcher::startThread)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("unable to create native thread")
        .hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(shortage.told).isEmpty();
    exhausted = false;
    dispatcher.startThread();
    dispatcher.resume();
    source.add(1, dispatcher);

    await().until(() -> source.given() == 1);
  }

  @Test
  void aClosedSessionTriesNoMore() throws Exception {
    idleThenShort();
    source.add(2, dispatcher);

    dispatcher.close();
    exhausted = false;
    int madeBefore = made.get();
    shortage.retry();

    assertThat(made).hasValue(madeBefore);
    assertThat(dispatcher.isCurrentThread()).isFalse();
    assertThat(shortage.retries).isEmpty();
  }
}
