// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.Latches;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.Hold;

/**
 * What becomes of a browser's scan whose connection is stopped and started: rows of
 * docs/recovery.md.
 */
class RecoveryScanStopTest {

  private static final String PULL = "jms.prefetchPolicy.all=0";

  /** A scan asks for a message, and gets it. */
  private static void gives(Broker broker, String text) {
    broker.peer.expectFlow().withLinkCredit(1).draining();
    broker.peer.remoteTransfer().withText(text).settled().send();
  }

  private static Enumeration<?> scan(Session session) throws JMSException {
    return session.createBrowser(session.createQueue("q")).getEnumeration();
  }

  private static String text(Enumeration<?> scan) throws JMSException {
    return ((TextMessage) scan.nextElement()).getText();
  }

  /** The next element is asked for on a thread that waits. */
  private static Future<Boolean> waits(Broker broker, Enumeration<?> scan) {
    Future<Boolean> more = broker.async(() -> scan.hasMoreElements());
    Broker.awaitWaiting(broker.awaitWaiting(1), more);
    return more;
  }

  private static void isReportedAsStopped(Broker broker) {
    await().until(() -> !broker.reported.isEmpty());
    assertThat(broker.reported)
        .singleElement()
        .isInstanceOf(RequestTimedOutException.class)
        .asString()
        .contains("the connection is stopped");
  }

  @Test
  void aScanThatIsStoppedGoesOnWithTheNextStart() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      gives(broker, "m1");
      gives(broker, "m2");

      Connection connection = broker.connect(PULL);
      connection.start();
      Enumeration<?> scan = scan(connection.createSession());
      assertThat(text(scan)).isEqualTo("m1");
      connection.stop();
      Future<Boolean> more = waits(broker, scan);
      connection.start();

      assertThat(Broker.result(more)).isTrue();
      assertThat(text(scan)).isEqualTo("m2");
      assertThat(broker.reported).isEmpty();
      broker.verify();
    }
  }

  @Test
  void aScanThatIsStoppedAsItAsksShowsWhatCameWithTheNextStart() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).draining();
      Hold hold = broker.peer.hold();
      broker.peer.remoteTransfer().withText("m").settled().send();

      Connection connection = broker.connect(PULL);
      connection.start();
      Session session = connection.createSession();
      Enumeration<?> scan = scan(session);
      Endpoints endpoints = ((PostriderSession) session).core().endpoints();
      PostriderConsumer consumer = endpoints.consumers().iterator().next();
      Future<Boolean> more = broker.async(() -> scan.hasMoreElements());
      broker.awaitFrames(Flow.class, 1);
      connection.stop();
      hold.release();
      await().until(() -> consumer.inbound().size() == 1);
      Broker.awaitWaiting(broker.awaitWaiting(1), more);
      connection.start();

      assertThat(Broker.result(more)).isTrue();
      assertThat(text(scan)).isEqualTo("m");
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aScanThatIsNotStartedAgainIsReportedAndGoesOnWithTheNextStart() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      gives(broker, "m");

      Connection connection = broker.connect(PULL, "jms.requestTimeout=1500");
      connection.start();
      Enumeration<?> scan = scan(connection.createSession());
      connection.stop();

      assertThat(scan.hasMoreElements()).isFalse();
      isReportedAsStopped(broker);
      connection.start();
      assertThat(text(scan)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aScanOfAListenerDoesNotHoldUpTheStop() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").receives();

      Connection connection = broker.connect("jms.requestTimeout=60000");
      Session session = connection.createSession();
      Endpoints endpoints = ((PostriderSession) session).core().endpoints();
      CountDownLatch scanning = new CountDownLatch(1);
      CompletableFuture<Boolean> more = new CompletableFuture<>();
      Broker.consumer(session)
          .setMessageListener(
              message -> {
                Enumeration<?> scan = Unchecked.get(() -> scan(session));
                scanning.countDown();
                await()
                    .until(
                        () ->
                            endpoints.consumers().stream()
                                .noneMatch(each -> each.inbound().isRunning()));
                more.complete(scan.hasMoreElements());
              });
      connection.start();
      Latches.await(scanning);
      Future<String> stopping =
          broker.async(
              () -> {
                connection.stop();
                return "stopped";
              });

      assertThat(Broker.result(stopping)).isEqualTo("stopped");
      assertThat(more).isCompletedWithValue(false);
      isReportedAsStopped(broker);
    }
  }

  @Test
  void aScanThatIsStoppedEndsWithItsConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.allowSurplus();

      Connection connection = broker.connect(PULL, "jms.closeTimeout=100");
      connection.start();
      Enumeration<?> scan = scan(connection.createSession());
      connection.stop();
      Future<Boolean> more = waits(broker, scan);
      connection.close();

      assertThat(Broker.result(more)).isFalse();
      assertThat(broker.reported).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aScanThatWasNotStartedShowsNothingAtOnce(boolean startedBefore) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach().closed().respond();

      Connection connection = broker.connect(PULL, "jms.requestTimeout=60000");
      if (startedBefore) {
        connection.start();
        connection.stop();
      }
      Enumeration<?> scan = scan(connection.createSession());
      Future<Boolean> more = broker.async(() -> scan.hasMoreElements());

      assertThat(Broker.result(more)).isFalse();
      assertThat(broker.reported).isEmpty();
      broker.verify();
    }
  }
}
