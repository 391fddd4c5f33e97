// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Concurrent processing by an application server. Jakarta Messaging 3.1 chapter 8.8. */
@Conformance
final class ConnectionConsumerTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private final ExecutorService workers = Executors.newCachedThreadPool();

  @AfterEach
  void stopWorkers() {
    workers.shutdownNow();
  }

  /** An application server's pool: each session is run by a worker, and then free again. */
  private final class Pool implements ServerSessionPool {
    private final BlockingQueue<ServerSession> free = new LinkedBlockingQueue<>();

    Pool(Connection connection, int mode, int size, ListenerOf listener) throws JMSException {
      for (int i = 0; i < size; i++) {
        Session session = connection.createSession(mode);
        session.setMessageListener(listener.of(session));
        free.add(new Worker(session, free));
      }
    }

    @Override
    public ServerSession getServerSession() throws JMSException {
      try {
        return free.take();
      } catch (InterruptedException interrupted) {
        throw new JMSException(interrupted.toString());
      }
    }
  }

  /** Makes the listener of a session. */
  private interface ListenerOf {
    MessageListener of(Session session);
  }

  /** A session that is run on a thread of the application server. */
  private final class Worker implements ServerSession {
    private final Session session;
    private final BlockingQueue<ServerSession> home;

    Worker(Session session, BlockingQueue<ServerSession> home) {
      this.session = session;
      this.home = home;
    }

    @Override
    public Session getSession() {
      return session;
    }

    @Override
    public void start() {
      workers.execute(
          () -> {
            session.run();
            home.add(this);
          });
    }
  }

  private static void noting(List<String> seen, Message message) {
    try {
      seen.add(textOf(message));
    } catch (JMSException unexpected) {
      seen.add(unexpected.toString());
    }
  }

  @Rule("server.1")
  @Test
  void theSessionsOfAPoolShareTheMessages() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c", "d", "e", "f");
    Connection connection = jms.connection();
    List<String> seen = new CopyOnWriteArrayList<>();
    Pool pool =
        new Pool(
            connection, Session.AUTO_ACKNOWLEDGE, 2, session -> message -> noting(seen, message));

    ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 2);
    await().until(() -> seen.size() == 6);
    consumer.close();

    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: messages are acknowledged as the session demands that runs them, in its transaction too.
  @Rule("server.1")
  @Test
  @Needs(Capability.TRANSACTIONS_OVER_SESSIONS)
  void aTransactedSessionRollsBackWhatItRan() throws Exception {
    Queue queue = jms.queueWith("a");
    Connection connection = jms.connection();
    List<String> seen = new CopyOnWriteArrayList<>();
    Pool pool =
        new Pool(
            connection,
            Session.SESSION_TRANSACTED,
            1,
            session ->
                message -> {
                  try {
                    seen.add(textOf(message) + message.getIntProperty("JMSXDeliveryCount"));
                    if (message.getJMSRedelivered()) {
                      session.commit();
                    } else {
                      session.rollback();
                    }
                  } catch (JMSException unexpected) {
                    seen.add(unexpected.toString());
                  }
                });

    ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
    await().until(() -> seen.size() == 2);
    consumer.close();

    assertThat(seen).containsExactly("a1", "a2");
    assertThat(jms.rest(queue)).isEmpty();
  }

  @Rule("server.1")
  @Test
  void closeGivesBackWhatNobodyRuns() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Connection connection = jms.connection();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    Pool pool =
        new Pool(
            connection,
            Session.AUTO_ACKNOWLEDGE,
            1,
            session ->
                message -> {
                  noting(seen, message);
                  entered.countDown();
                  try {
                    leave.await();
                  } catch (InterruptedException interrupted) {
                    seen.add(interrupted.toString());
                  }
                });

    ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
    entered.await();
    consumer.close();
    leave.countDown();

    // A broker may answer the end of a link before what that had is in the queue again.
    MessageConsumer next = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);
    assertThat(texts(next, 2)).containsExactlyInAnyOrder("b", "c");
    assertThat(seen).containsExactly("a");
  }

  @Rule("server.4")
  @Test
  void aSessionWithAListenerOfItsOwnReceivesInNoOtherWay() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    var consumer = session.createConsumer(queue);
    session.setMessageListener(message -> {});

    assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> consumer.setMessageListener(message -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
