// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postrider.benchmarks.trial.LinuxProcess;

/**
 * What an idle object costs: many are made, and nothing is done with them. A session has done
 * nothing for some seconds before it is looked at, as its thread may end only then.
 *
 * @param kind what is made
 */
record IdleScenario(Kind kind) implements Scenario {

  private static final int REST_S = 8;

  /** What is made many times. */
  enum Kind {
    /** A started connection. */
    CONNECTION,
    /** A session of one connection. */
    SESSION,
    /** A consumer of one session. */
    CONSUMER,
    /** A consumer with a listener, and its session, of one connection. */
    LISTENER
  }

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    List<Object> kept = new ArrayList<>();
    List<Connection> connections = new ArrayList<>();
    try {
      Connection connection = connect(trial, connections);
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      for (int i = 0; i < trial.warmUp(); i++) {
        kept.add(make(trial, connections, connection, session));
      }
      rest();
      Usage before = Usage.settled();
      for (int i = 0; i < trial.measured(); i++) {
        kept.add(make(trial, connections, connection, session));
      }
      rest();
      Usage after = Usage.settled();
      double count = trial.measured();
      trial.results().value("heap-octets", (after.heap - before.heap) / count);
      trial.results().value("resident-octets", (after.resident - before.resident) / count);
      trial.results().value("threads", (after.threads - before.threads) / count);
      trial.results().value("made", kept.size());
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private void rest() throws InterruptedException {
    if (kind == Kind.SESSION || kind == Kind.LISTENER) {
      TimeUnit.SECONDS.sleep(REST_S);
    }
  }

  private static Connection connect(Trial trial, List<Connection> connections) throws JMSException {
    Connection connection = trial.factory().createConnection();
    connections.add(connection);
    connection.start();
    return connection;
  }

  private Object make(
      Trial trial, List<Connection> connections, Connection connection, Session session)
      throws JMSException {
    return switch (kind) {
      case CONNECTION -> connect(trial, connections);
      case SESSION -> connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      case CONSUMER -> session.createConsumer(session.createQueue(trial.queue()));
      case LISTENER -> {
        Session own = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = own.createConsumer(own.createQueue(trial.queue()));
        consumer.setMessageListener(message -> {});
        yield consumer;
      }
    };
  }

  private record Usage(long heap, long resident, long threads) {

    private static final int EQUAL_READINGS = 3;
    private static final double TOLERANCE = 0.001;
    private static final long BETWEEN_NS = 100_000_000L;
    private static final long PATIENCE_NS = 10_000_000_000L;

    private boolean isLike(Usage other) {
      return threads == other.threads
          && Math.abs(heap - other.heap) <= TOLERANCE * Math.max(heap, other.heap);
    }

    /** When collections find nothing more, and no thread ends any more. */
    static Usage settled() {
      long deadlineNs = System.nanoTime() + PATIENCE_NS;
      Usage last = afterCollection();
      for (int equal = 1; equal < EQUAL_READINGS; ) {
        if (System.nanoTime() > deadlineNs) {
          throw new IllegalStateException("heap and threads do not come to rest");
        }
        LockSupport.parkNanos(BETWEEN_NS);
        Usage next = afterCollection();
        equal = next.isLike(last) ? equal + 1 : 1;
        last = next;
      }
      return last;
    }

    private static Usage afterCollection() {
      System.gc();
      return new Usage(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          LinuxProcess.residentOctets(),
          ManagementFactory.getThreadMXBean().getThreadCount());
    }
  }
}
