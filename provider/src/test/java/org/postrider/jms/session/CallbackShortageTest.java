// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.ScarceThreads;
import org.postrider.jms.thread.SerialExecutor;

/** A machine without a thread for what the application is to hear of: it hears of it later. */
class CallbackShortageTest {

  private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(Broker.PATIENCE_SECONDS);

  private final ScarceThreads threads = new ScarceThreads();
  private final List<Object> heard = new CopyOnWriteArrayList<>();

  private final class Hearing implements CompletionListener {
    @Override
    public void onCompletion(Message message) {
      heard.add(message);
    }

    @Override
    public void onException(Message message, Exception exception) {
      heard.add(exception);
    }
  }

  private Completions.Entry send(Completions completions, Message message) {
    Completions.Entry entry =
        new Completions.Entry(this, message, new Hearing(), System.nanoTime());
    completions.add(entry);
    return entry;
  }

  @Test
  void outcomesWithoutAThreadAreToldWhenThereIsOne() throws Exception {
    SerialExecutor executor = new SerialExecutor(threads, threads, 2);
    Completions completions =
        new Completions(executor, Runnable::run, new SendTimer(mock(AmqpConnection.class), -1));
    Message first = mock(Message.class);
    Message second = mock(Message.class);
    threads.exhausted = true;

    completions.done(send(completions, first));
    completions.done(send(completions, second));
    assertThat(completions.isIdle()).isFalse();
    threads.exhausted = false;
    threads.retry();

    assertThat(completions.awaitAll(PATIENCE_MS)).isTrue();
    assertThat(heard).containsExactly(first, second);
    executor.close();
  }

  @Test
  void aFailureWithoutAThreadIsToldWhenThereIsOne() {
    Reports reports = new Reports(threads, threads, new Listeners(heard::add, null));
    JMSException failure = new JMSException("the connection is lost");
    threads.exhausted = true;

    reports.failure(failure);
    threads.exhausted = false;
    threads.retry();

    await().until(() -> heard.equals(List.of(failure)));
    reports.close(Deadline.in(PATIENCE_MS));
  }

  @Test
  void theCloseWaitsForAFailureThatHasNoThreadYet() throws Exception {
    Reports reports = new Reports(threads, threads, new Listeners(heard::add, null));
    threads.exhausted = true;
    reports.failure(new JMSException("the connection is lost"));
    Thread closing = new Thread(() -> reports.close(Deadline.in(PATIENCE_MS)), "closing");
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    threads.exhausted = false;
    threads.retry();

    closing.join(PATIENCE_MS);
    assertThat(closing.isAlive()).isFalse();
    assertThat(heard).hasSize(1);
  }

  @Test
  void whatALostConnectionHasToTellIsTriedAgainBehindItsEnd() throws Exception {
    try (Broker broker = new Broker().opens()) {
      PostriderConnection connection = (PostriderConnection) broker.connect();
      connection.start();
      broker.peer.expectClose();
      connection.close();
      List<String> tried = new CopyOnWriteArrayList<>();

      new NoThread(connection, "a test").retryIn(1, () -> tried.add("for a session"));
      new NoThread.OfEvents(connection).retryIn(1, () -> tried.add("for events"));

      await().untilAsserted(() -> assertThat(tried).contains("for a session", "for events"));
    }
  }

  @Test
  void theExceptionListenerHearsOfItAndTheLoopTriesAgain() throws Exception {
    try (Broker broker = new Broker().opens()) {
      PostriderConnection connection = (PostriderConnection) broker.connect();
      connection.start();
      NoThread noThread = new NoThread(connection, "a session's message listener");
      CountDownLatch tried = new CountDownLatch(1);

      noThread.retryIn(1, tried::countDown);
      noThread.tell(new OutOfMemoryError("unable to create native thread"));

      Latches.await(tried);
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0))
          .hasMessageContaining("message listener")
          .hasMessageContaining("unable to create native thread");
    }
  }
}
