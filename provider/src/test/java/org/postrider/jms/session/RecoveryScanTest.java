// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.error.RequestTimedOutException;

/**
 * A browser's scan that is cut short is not taken for one that has come to the queue's end: rows of
 * docs/recovery.md.
 */
class RecoveryScanTest {

  /** A scan that has granted its credit. */
  private static Enumeration<?> scan(Broker broker, Connection connection) throws JMSException {
    Enumeration<?> scan = browser(connection).getEnumeration();
    broker.awaitFrames(Flow.class, 1);
    return scan;
  }

  private static QueueBrowser browser(Connection connection) throws JMSException {
    connection.start();
    Session session = connection.createSession();
    return session.createBrowser(session.createQueue("q"));
  }

  private static void awaitReport(Broker broker) {
    await().until(() -> !broker.reported.isEmpty());
    assertThat(broker.reported)
        .allSatisfy(
            told ->
                assertThat(told)
                    .isInstanceOf(RequestTimedOutException.class)
                    .hasMessageContaining("neither a message nor the end"));
  }

  @Test
  void aScanThatIsOfflineForItsTimeIsReportedAndGoesOnWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes().peer.remoteTransfer().withText("m").settled().send();
      broker.peer.allowSurplus();

      Enumeration<?> scan = scan(broker, outage.connect("jms.requestTimeout=2000"));
      outage.begin();
      assertThat(scan.hasMoreElements()).isFalse();
      awaitReport(broker);
      outage.end();
      outage.awaitRestored();

      assertThat(scan.hasMoreElements()).isTrue();
      assertThat(((TextMessage) scan.nextElement()).getText()).isEqualTo("m");
    }
  }

  @Test
  void aScanWhoseConnectionIsLostAgainAndAgainKeepsItsTime() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      for (int i = 0; i < 10; i++) {
        broker.returns().begins().receives().peer.expectFlow();
      }
      broker.peer.allowSurplus();

      Connection connection =
          broker.connectRecovering("jms.requestTimeout=2000", "failover.initialReconnectDelay=600");
      Enumeration<?> scan = scan(broker, connection);
      Future<Boolean> more = broker.async(() -> scan.hasMoreElements());

      // The connection is lost for six seconds, and each time as long as it is asked.
      assertThat(more.get(5, TimeUnit.SECONDS)).isFalse();
      awaitReport(broker);
      broker.verify();
    }
  }

  @Test
  void aScanWhoseEndTheBrokerDoesNotTellIsReportedAndGoesOn() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      broker.peer.allowSurplus();

      Enumeration<?> scan = scan(broker, broker.connect("amqp.drainTimeout=300"));

      assertThat(scan.hasMoreElements()).isFalse();
      awaitReport(broker);
      assertThat(scan.hasMoreElements()).isFalse();
      await().until(() -> broker.reported.size() == 2);
    }
  }

  @Test
  void aScanThatComesToTheEndOfTheQueueIsNotReported() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      broker.peer.remoteFlow().drained().send().allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=100");
      Enumeration<?> scan = scan(broker, connection);
      assertThat(scan.hasMoreElements()).isFalse();
      assertThat(scan.hasMoreElements()).isFalse();
      connection.close();

      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aScanThatIsClosedMeanwhileIsNotReported() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      broker.peer.expectDetach().respond().allowSurplus();

      Connection connection = broker.connect();
      QueueBrowser browser = browser(connection);
      Enumeration<?> scan = browser.getEnumeration();
      broker.awaitFrames(Flow.class, 1);
      Future<Boolean> more = broker.async(() -> scan.hasMoreElements());
      broker.awaitFrames(Flow.class, 2);
      browser.close();

      assertThat(Broker.result(more)).isFalse();
      assertThat(broker.reported).isEmpty();
    }
  }

  private enum Closed {
    BROWSER,
    SESSION,
    CONNECTION
  }

  @ParameterizedTest
  @EnumSource
  void aScanThatWaitsOfflineEndsWithWhatIsClosed(Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.lasting(broker);

      Connection connection =
          outage.connect(
              "jms.requestTimeout=-1",
              "jms.closeTimeout=60000",
              "failover.initialReconnectDelay=600000");
      connection.start();
      Session session = connection.createSession();
      QueueBrowser browser = session.createBrowser(session.createQueue("q"));
      Enumeration<?> scan = browser.getEnumeration();
      broker.awaitFrames(Flow.class, 1);
      outage.begin();
      Future<Boolean> more = broker.async(() -> scan.hasMoreElements());
      broker.awaitWaiting(1);
      Future<String> closing =
          broker.async(
              () -> {
                switch (closed) {
                  case BROWSER -> browser.close();
                  case SESSION -> session.close();
                  case CONNECTION -> connection.close();
                }
                return "closed";
              });

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(Broker.result(more)).isFalse();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aScanWhoseEndIsNotToldBeginsAnew() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      broker.returns().begins().consumes();
      isScanned(broker);

      Enumeration<?> scan = scan(broker, broker.connectRecovering());

      assertThat(scan.hasMoreElements()).isTrue();
      assertThat(((TextMessage) scan.nextElement()).getText()).isEqualTo("m");
      broker.verify();
    }
  }

  /** A scan finds nothing, asks, and gets a message. */
  private static void isScanned(Broker broker) {
    broker.peer.expectFlow().draining();
    broker.peer.remoteTransfer().settled().withText("m").send().remoteFlow().drained().send();
    broker.peer.expectFlow().notDraining();
  }

  @Test
  void aScanBeginsAnew() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      isScanned(broker);
      Outage outage = Outage.of(broker);
      broker.begins().consumes();
      isScanned(broker);

      Enumeration<?> scan = scan(broker, outage.connect());
      assertThat(((TextMessage) scan.nextElement()).getText()).isEqualTo("m");
      outage.begin();
      outage.end();
      outage.awaitRestored();
      broker.awaitFrames(Flow.class, 4);

      assertThat(((TextMessage) scan.nextElement()).getText()).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void whatWaitsForAScanIsDroppedForTheNextOneFindsItToo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.remoteTransfer().withText("m").settled().send();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect();
      connection.start();
      PostriderSession session = (PostriderSession) connection.createSession();
      PostriderConsumer scan =
          session.core().factory().createBrowsingConsumer(new PostriderQueue("q"), null);
      await().until(() -> scan.inbound().size() == 1);
      outage.begin();
      assertThat(scan.inbound().size()).isZero();
      outage.end();
      broker.verify();
    }
  }
}
