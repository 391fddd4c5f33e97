// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.postrider.jms.Latches;

/** Listeners that work while what they belong to is closed, for the tests of that. */
final class ListenersAtWork {

  private ListenersAtWork() {}

  /** What is closed under a listener. */
  enum Closed {
    CONNECTION {
      @Override
      AutoCloseable of(Connection connection, Session session) {
        return connection;
      }
    },
    SESSION {
      @Override
      AutoCloseable of(Connection connection, Session session) {
        return session;
      }
    };

    abstract AutoCloseable of(Connection connection, Session session);
  }

  /** A listener that works until the test lets it, and then does something. */
  static final class Worker implements MessageListener, CompletionListener {
    final List<Object> outcomes = new CopyOnWriteArrayList<>();
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final Callable<Object> work;

    Worker(Callable<Object> work) {
      this.work = work;
    }

    @Override
    public void onMessage(Message message) {
      atWork.countDown();
      Latches.await(mayGoOn);
      outcomes.add(outcome(work));
    }

    @Override
    public void onCompletion(Message message) {
      onMessage(message);
    }

    @Override
    public void onException(Message message, Exception exception) {
      outcomes.add(exception);
    }

    void awaitAtWork() {
      Latches.await(atWork);
    }

    void goOn() {
      mayGoOn.countDown();
    }
  }

  private static Object outcome(Callable<Object> call) {
    try {
      return String.valueOf(call.call());
    } catch (Exception failed) {
      return failed;
    }
  }

  /** Closes on a thread of its own; returns when nobody else may call any more. */
  static Future<String> closing(Broker broker, AutoCloseable closed, Session refusing) {
    return closing(broker, closed, () -> refusing.getTransacted());
  }

  static Future<String> closing(Broker broker, AutoCloseable closed, Callable<Object> refused) {
    Future<String> closing =
        broker.async(
            () -> {
              closed.close();
              return "closed";
            });
    await()
        .until(
            () -> {
              Throwable thrown = catchThrowable(refused::call);
              return thrown instanceof IllegalStateException
                  || thrown instanceof IllegalStateRuntimeException;
            });
    assertThat(closing).isNotDone();
    return closing;
  }

  /** Closes, and lets the listener that this waits for go on only when nobody else may call. */
  static void closesBehind(Worker worker, Broker broker, AutoCloseable closed, Session refusing)
      throws Exception {
    closesBehind(worker, broker, closed, () -> refusing.getTransacted());
  }

  static void closesBehind(
      Worker worker, Broker broker, AutoCloseable closed, Callable<Object> refused)
      throws Exception {
    Future<String> closing = closing(broker, closed, refused);
    worker.goOn();
    assertThat(Broker.result(closing)).isEqualTo("closed");
  }

  static void ends(Broker broker, Closed closed) {
    broker.peer.expectEnd().respond();
    if (closed == Closed.CONNECTION) {
      broker.peer.expectClose().respond();
    }
  }
}
