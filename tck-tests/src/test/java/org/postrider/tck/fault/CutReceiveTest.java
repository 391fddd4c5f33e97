// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.tck.broker.BrokerExtension;

/**
 * Conversations of consumers with a real broker in every acknowledge mode, each cut behind each of
 * its frames of either side: every message comes, and again with a flag where the application had
 * it and had not acknowledged it.
 */
@Timeout(120)
class CutReceiveTest {

  private static final int INDIVIDUAL = 101;
  private static final int MESSAGES = 3;
  private static final String ON_REQUEST = "jms.prefetchPolicy.all=0";

  @RegisterExtension static final BrokerExtension BROKER = BrokerExtension.shared();

  private DirectSession direct;

  @BeforeEach
  void connectDirectly() throws Exception {
    direct = new DirectSession(BROKER);
  }

  @AfterEach
  void leave() throws Exception {
    direct.close();
  }

  private void receivedInEveryCase(CutWire.Side side, String options, int... modes) {
    new CutWire(BROKER.url(), side)
        .with(options)
        .cutEverywhere(
            5,
            connection -> {
              for (int mode : modes) {
                receive(connection.createSession(mode), mode, direct.filled(MESSAGES));
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageComesWhereItIsAcknowledgedWithItsReceive(CutWire.Side side) {
    receivedInEveryCase(side, "", Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE);
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageComesAndIsFlaggedWhereTheApplicationAcknowledges(CutWire.Side side) {
    receivedInEveryCase(side, "", Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL);
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageComesWhereEachIsAskedFor(CutWire.Side side) {
    receivedInEveryCase(side, ON_REQUEST, Session.CLIENT_ACKNOWLEDGE);
  }

  /**
   * Receives until each message has come; where the application does, each second one is
   * acknowledged.
   */
  private static void receive(Session session, int mode, Queue queue) throws JMSException {
    boolean acknowledges = mode == Session.CLIENT_ACKNOWLEDGE || mode == INDIVIDUAL;
    MessageConsumer consumer = session.createConsumer(queue);
    Set<String> had = new LinkedHashSet<>();
    Set<String> open = new LinkedHashSet<>();
    for (int received = 1; had.size() < MESSAGES; received++) {
      Message message = consumer.receive(DirectSession.COMES_MS);
      assertThat(message).as("behind %s", had).isNotNull();
      String body = DirectSession.body(message);
      had.add(body);
      assertThat(open.add(body) || message.getJMSRedelivered()).as("flag of %s", body).isTrue();
      if (!acknowledges) {
        open.clear();
      } else if (received % 2 == 0) {
        message.acknowledge();
        open.removeIf(each -> mode != INDIVIDUAL || each.equals(body));
      }
    }
    Message again = consumer.receiveNoWait();
    assertThat(again == null || had.contains(DirectSession.body(again))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageComesAgainAfterRecover(CutWire.Side side) {
    new CutWire(BROKER.url(), side)
        .cutEverywhere(
            5,
            connection -> {
              Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
              Queue queue = direct.filled(MESSAGES);
              MessageConsumer consumer = session.createConsumer(queue);
              String before = DirectSession.body(consumer.receive(DirectSession.COMES_MS));
              session.recover();

              Set<String> had = new LinkedHashSet<>();
              while (had.size() < MESSAGES) {
                Message message = consumer.receive(DirectSession.COMES_MS);
                assertThat(message).as("behind %s", had).isNotNull();
                boolean known = !had.add(DirectSession.body(message));
                if (known || DirectSession.body(message).equals(before)) {
                  assertThat(message.getJMSRedelivered()).as("flag of %s", message).isTrue();
                }
              }
            });
  }

  // Connection consumers

  /** A pool of one session, which the test runs. */
  private record Pool(Session session, Semaphore started)
      implements ServerSessionPool, ServerSession {

    @Override
    public ServerSession getServerSession() {
      return this;
    }

    @Override
    public Session getSession() {
      return session;
    }

    @Override
    public void start() {
      started.release();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageComesToTheSessionsOfAConnectionConsumer(CutWire.Side side) {
    new CutWire(BROKER.url(), side)
        .cutEverywhere(5, connection -> runAll(connection, direct.filled(MESSAGES)));
  }

  private static void runAll(Connection connection, Queue queue) throws Exception {
    Session session = connection.createSession();
    Set<String> had = new CopyOnWriteArraySet<>();
    session.setMessageListener(
        message -> {
          try {
            had.add(DirectSession.body(message));
          } catch (JMSException unreadable) {
            had.add(unreadable.toString());
          }
        });
    Pool pool = new Pool(session, new Semaphore(0));
    connection.createConnectionConsumer(queue, null, pool, 1);
    while (had.size() < MESSAGES) {
      assertThat(pool.started.tryAcquire(DirectSession.COMES_MS, TimeUnit.MILLISECONDS))
          .as("behind %s", had)
          .isTrue();
      session.run();
    }
    assertThat(had).containsExactlyInAnyOrder("in 0", "in 1", "in 2");
  }
}
