// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.postrider.benchmarks.trial.LinuxProcess;

/**
 * What an idle object costs: many are made, and nothing is done with them.
 *
 * @param kind what is made
 */
record IdleScenario(Kind kind) implements Scenario {

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
      Usage before = Usage.now();
      for (int i = 0; i < trial.measured(); i++) {
        kept.add(make(trial, connections, connection, session));
      }
      Usage after = Usage.now();
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

    private static final int COLLECTIONS = 3;
    private static final long SETTLING_MS = 200;

    static Usage now() throws InterruptedException {
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
        Thread.sleep(SETTLING_MS);
      }
      return new Usage(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          LinuxProcess.residentOctets(),
          ManagementFactory.getThreadMXBean().getThreadCount());
    }
  }
}
