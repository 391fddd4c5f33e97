// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** When a lost connection counts as back: rows of docs/recovery.md. */
@Timeout(60)
class RestorationTest {

  private static final EventType[] KINDS = {
    EventType.CONNECTION_OPENED,
    EventType.DISCONNECTED,
    EventType.RECONNECTING,
    EventType.RECONNECTED,
    EventType.RECONNECT_GAVE_UP,
    EventType.SESSION_ERROR,
    EventType.LINK_OPENED,
    EventType.LINK_ERROR,
    EventType.DRAINED,
    EventType.TRANSACTION_DECLARED
  };

  private final Recorder client = new Recorder(KINDS);
  private final Container container = new Container(client);
  private final Steps delays = new Steps();

  @AfterEach
  void stop() throws InterruptedException {
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  /** A connection whose delays say how many tries there were: 0, 1, 2 ms and so on. */
  private Connection connect(ConnectionOptions options, ScriptedPeer... peers) {
    String[] urls = new String[peers.length];
    for (int i = 0; i < peers.length; i++) {
      urls[i] = peers[i].uri();
    }
    container.start();
    return container.connect(options.urls(urls).delayEachUrl(true).reconnect(delays));
  }

  private static ScriptedPeer opens(ScriptedPeer peer) {
    return peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
  }

  /** Opens, and answers nothing else. */
  private static ScriptedPeer asks(ScriptedPeer peer) {
    opens(peer).expectBegin();
    peer.expectAttach();
    return peer;
  }

  private static ScriptedPeer attaches(ScriptedPeer peer) {
    return opens(peer).expectBegin().respond().expectAttach().respond();
  }

  private void hears(EventType... inOrder) {
    for (EventType kind : inOrder) {
      client.next(kind);
    }
  }

  /** The connection has stood, and is lost now. */
  private void losesItsFirstConnection() {
    hears(EventType.CONNECTION_OPENED, EventType.LINK_OPENED, EventType.DISCONNECTED);
    tries(1);
  }

  /** The next connection, with the link. */
  private void isBack() {
    hears(EventType.CONNECTION_OPENED, EventType.LINK_OPENED, EventType.RECONNECTED);
  }

  private void tries(int attempt) {
    Event event = client.next(EventType.RECONNECTING);
    assertThat(event.attempt()).isEqualTo(attempt);
    assertThat(event.delay()).isEqualTo(Duration.ofMillis(attempt - 1));
  }

  /** The next try that is told with these words; whatever comes before it does not matter. */
  private Event triesBecause(String words) {
    Event event;
    do {
      event = client.next();
    } while (event.type() != EventType.RECONNECTING
        || !String.valueOf(event.description()).contains(words));
    return event;
  }

  @Test
  void aConnectionIsBackWhenItsLinksAre() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).expectAttach().respond().dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach();
      peer.expectAttach().respond();
      Hold hold = peer.hold();
      peer.remoteAttach().asReceiver().withName("late").withHandle(0).withTargetAddress("q").send();
      peer.allowSurplus();

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createSender(connection, "q", new SenderOptions().name("late"));
      container.createSender(connection, "q", new SenderOptions().name("early"));
      hears(
          EventType.CONNECTION_OPENED,
          EventType.LINK_OPENED,
          EventType.LINK_OPENED,
          EventType.DISCONNECTED);
      tries(1);
      client.next(EventType.CONNECTION_OPENED);
      assertThat(client.next(EventType.LINK_OPENED).link().name()).isEqualTo("early");
      hold.release();

      assertThat(client.next(EventType.LINK_OPENED).link().name()).isEqualTo("late");
      assertThat(client.next(EventType.RECONNECTED).connection()).isSameAs(connection);
    }
  }

  @Test
  void aBrokerThatAnswersTheOpenAloneIsLeftInTimeForTheNextUrl() throws Exception {
    try (ScriptedPeer gone = ScriptedPeer.listen();
        ScriptedPeer silent = ScriptedPeer.listen();
        ScriptedPeer other = ScriptedPeer.listen()) {
      attaches(gone).dropConnection();
      asks(silent).expectDisconnect();
      attaches(other);

      ConnectionOptions options = new ConnectionOptions().connectTimeout(Duration.ofMillis(2500));
      Connection connection = connect(options, gone, silent, other);
      container.createSender(connection, "q");

      Event next = triesBecause("is not back at " + silent.uri() + " within 2500 ms");
      assertThat(next.url()).isEqualTo(ConnectionUrl.parse(other.uri()));
      isBack();
      silent.waitForScriptToComplete();
      other.waitForScriptToComplete();
    }
  }

  @Test
  void aBrokerThatAnswersTheOpenAloneHasTwiceTheTimeAtMostWhereThereIsAnother() throws Exception {
    ScriptedPeer gone = ScriptedPeer.listen();
    try (ScriptedPeer silent = ScriptedPeer.listen()) {
      attaches(gone).dropConnection();
      for (int i = 0; i < 3; i++) {
        asks(silent).expectDisconnect().expectConnection();
      }
      opens(silent).allowSurplus();

      ConnectionOptions options = new ConnectionOptions().connectTimeout(Duration.ofSeconds(2));
      container.createSender(connect(options, gone, silent), "q");
      client.next(EventType.CONNECTION_OPENED);
      gone.close();

      for (int limitMs : new int[] {2000, 4000, 4000}) {
        String limit = triesBecause("is not back at " + silent.uri()).description();
        assertThat(limit).endsWith("within " + limitMs + " ms");
      }
      silent.waitForScriptToComplete();
    }
  }

  @Test
  void aLossBeforeEverythingIsBackIsAFailedTryOfTheSameOutage() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).dropConnection().expectConnection();
      asks(peer).dropConnection().expectConnection();
      opens(peer).expectBegin().respond().expectAttach();
      peer.dropConnection().expectConnection();
      attaches(peer);

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createSender(connection, "q");
      losesItsFirstConnection();
      client.next(EventType.CONNECTION_OPENED);
      tries(2);
      client.next(EventType.CONNECTION_OPENED);
      tries(3);
      isBack();

      peer.waitForScriptToComplete();
      assertThat(delays.resets).hasValue(2);
    }
  }

  @Test
  void aBrokerThatNeverBringsEverythingBackUsesUpTheTries() throws Exception {
    delays.limit = 4;
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).dropConnection();
      for (int attempt = 1; attempt <= 4; attempt++) {
        peer.expectConnection();
        asks(peer).dropConnection();
      }

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createSender(connection, "q");
      losesItsFirstConnection();
      for (int attempt = 2; attempt <= 4; attempt++) {
        client.next(EventType.CONNECTION_OPENED);
        tries(attempt);
      }
      client.next(EventType.CONNECTION_OPENED);

      client.next(EventType.RECONNECT_GAVE_UP);
      assertThat(client.isEmpty()).isTrue();
    }
  }

  @Test
  void aDrainUnderWayIsOverWhenItsLinkIsBackWithoutCredit() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
      peer.expectAttach().respond().expectFlow().withLinkCredit(5);
      peer.expectFlow().draining();
      peer.dropConnection().expectConnection();
      peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
      peer.expectAttach().respond().expectFlow().withLinkCredit(3);

      Connection connection = connect(new ConnectionOptions(), peer);
      Receiver receiver =
          container.createReceiver(connection, "q", new ReceiverOptions().credit(0));
      hears(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);
      receiver.addCredit(5);
      // Else both may go in one flow.
      await().until(() -> peer.frames().stream().anyMatch(f -> f.performative() instanceof Flow));
      receiver.drain();
      client.next(EventType.DISCONNECTED);
      tries(1);
      isBack();
      assertThat(client.next(EventType.DRAINED).receiver()).isSameAs(receiver);
      receiver.addCredit(3);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aLinkThatTheBrokerRefusesIsNotWaitedFor() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach().refuse("amqp:not-found", "the queue is gone");
      peer.allowSurplus();

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createReceiver(connection, "q");
      losesItsFirstConnection();
      client.next(EventType.CONNECTION_OPENED);

      assertThat(client.next(EventType.LINK_ERROR).description()).isEqualTo("the queue is gone");
      client.next(EventType.RECONNECTED);
    }
  }

  @Test
  void aSessionThatTheBrokerEndsIsNotWaitedForNorAreItsLinks() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach();
      peer.remoteEnd().withErrorOf("amqp:resource-limit-exceeded", "too many").send();
      peer.allowSurplus();

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createReceiver(connection, "q");
      losesItsFirstConnection();
      client.next(EventType.CONNECTION_OPENED);

      assertThat(client.next(EventType.SESSION_ERROR).description()).isEqualTo("too many");
      client.next(EventType.RECONNECTED);
    }
  }

  @Test
  void whatIsClosedMeanwhileIsNotWaitedFor() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach();
      peer.allowSurplus();

      Connection connection = connect(new ConnectionOptions(), peer);
      Sender sender = container.createSender(connection, "q");
      losesItsFirstConnection();
      client.next(EventType.CONNECTION_OPENED);
      assertThat(client.isEmpty()).isTrue();
      sender.close();

      client.next(EventType.RECONNECTED);
    }
  }

  @Test
  void whatHasNeverStoodIsNotWaitedFor() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).expectAttach();
      peer.dropConnection().expectConnection();
      attaches(peer).expectAttach();

      Connection connection = connect(new ConnectionOptions(), peer);
      container.createSender(connection, "q");
      container.createSender(connection, "unanswered");
      losesItsFirstConnection();
      isBack();
    }
  }

  @Test
  void theLinkOfTransactionsIsWaitedForToo() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      opens(peer).expectBegin().respond();
      peer.expectAttach().ofCoordinator().respond().grantCredit(9);
      peer.expectTransfer().ofDeclare().respondDeclared((byte) 1);
      peer.dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach().ofCoordinator();
      peer.dropConnection().expectConnection();
      opens(peer).expectBegin().respond();
      peer.expectAttach().ofCoordinator().respond();

      Connection connection = connect(new ConnectionOptions(), peer);
      container.declareTransaction(connection);
      hears(EventType.CONNECTION_OPENED, EventType.TRANSACTION_DECLARED, EventType.DISCONNECTED);
      tries(1);
      client.next(EventType.CONNECTION_OPENED);
      tries(2);
      client.next(EventType.CONNECTION_OPENED);

      client.next(EventType.RECONNECTED);
      peer.waitForScriptToComplete();
    }
  }

  /** A delay of one millisecond more for each try, so many of them. */
  private static final class Steps implements ReconnectPolicy {

    final AtomicInteger resets = new AtomicInteger();
    volatile int limit = Integer.MAX_VALUE;
    private int tries;

    @Override
    public void reset() {
      resets.incrementAndGet();
      tries = 0;
    }

    @Override
    public Duration next() {
      return tries < limit ? Duration.ofMillis(tries++) : null;
    }
  }
}
