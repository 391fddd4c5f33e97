// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.testpeer.ReceivedFrame;

/**
 * A broker that goes on without credit in a session with two consumers, where the window stays
 * open.
 */
@Timeout(60)
class BeyondTheWaitingSizeTest {

  private static final int LIMIT = 800_000;
  private static final int UNDER_WAY = 8 * 1024 * 1024;
  private static final String LARGE = "x".repeat(100_000);

  /** As many as twice the limit and what may be under way have room for, each a little larger. */
  private static final int KEPT = (2 * LIMIT + UNDER_WAY) / 100_100;

  private static final int SENT = KEPT + 100;

  private static final String[] OPTIONS = {
    "amqp.maxWaitingSize=" + LIMIT, "amqp.maxFrameSize=102400"
  };

  private final List<PostriderConsumer> consumers = new ArrayList<>();

  private static void expectTwo(Broker broker) {
    broker.peer.ignore(Disposition.class);
    broker.peer.ignore(Flow.class);
    broker.opens();
    attachTwo(broker, 1000);
  }

  private static void attachTwo(Broker broker, int creditOfSecond) {
    broker.begins().receives().receives();
    broker.peer.expectFlow().withLinkCredit(1000);
    broker.peer.expectFlow().withLinkCredit(creditOfSecond);
  }

  /** Two consumers of one session; what the broker sends goes to the second. */
  private PostriderConsumer two(Connection connection) throws Exception {
    Session session = connection.createSession();
    consumers.add((PostriderConsumer) Broker.consumer(session));
    consumers.add((PostriderConsumer) Broker.consumer(session));
    connection.start();
    return consumers.get(1);
  }

  private PostriderConsumer two(Broker broker, String... options) throws Exception {
    expectTwo(broker);
    List<String> all = new ArrayList<>(List.of(OPTIONS));
    all.addAll(List.of(options));
    PostriderConsumer second = two(broker.connect(all.toArray(String[]::new)));
    broker.verify();
    return second;
  }

  private static void deliver(Broker broker, int messages) {
    for (int i = 0; i < messages; i++) {
      broker.delivers(LARGE);
    }
  }

  /** More than may be kept; returns when all has come. */
  private void flood(Broker broker) throws Exception {
    deliver(broker, SENT);
    tellEnd(broker);
  }

  /** The other consumer of the session gets its message, behind all others. */
  private void tellEnd(Broker broker) throws Exception {
    broker.peer.remoteTransfer().onLink(nameOfFirst(broker)).withText("end").send();
    assertThat(((TextMessage) consumers.get(0).receive(8000)).getText()).isEqualTo("end");
  }

  private static void takeAll(PostriderConsumer full) throws Exception {
    for (int i = 0; i < KEPT; i++) {
      assertThat(((TextMessage) full.receive(8000)).getText()).isEqualTo(LARGE);
    }
  }

  /** How many messages went back. */
  private static long released(Broker broker) {
    long count = 0;
    for (ReceivedFrame frame : broker.peer.frames()) {
      if (frame.performative() instanceof Disposition told
          && Released.INSTANCE.equals(told.state())) {
        count += told.last() - told.first() + 1;
      }
    }
    return count;
  }

  /** What the second consumer told of its credit. */
  private static List<Flow> flows(Broker broker) {
    return broker.flows().stream().filter(flow -> flow.handle() == 1).toList();
  }

  /** Whether what was granted and has not come was granted again, when the first went back. */
  private static boolean isGrantedAgain(Broker broker) {
    return flows(broker).stream()
        .anyMatch(flow -> flow.linkCredit() == 1000 - KEPT - 1 && flow.deliveryCount() == KEPT + 1);
  }

  private static Flow lastFlow(Broker broker) {
    List<Flow> flows = flows(broker);
    return flows.get(flows.size() - 1);
  }

  private static boolean mayBeSent(Broker broker, int message) {
    Flow flow = lastFlow(broker);
    return flow.deliveryCount() + flow.linkCredit() > message;
  }

  private static String nameOfFirst(Broker broker) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.performative() instanceof Attach)
        .map(frame -> frame.performative(Attach.class))
        .filter(attach -> attach.role() == Role.RECEIVER)
        .findFirst()
        .orElseThrow()
        .name();
  }

  @Test
  void itIsNotKeptAndNothingEnds() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);

      flood(broker);

      assertThat(full.inbound().size()).isEqualTo(KEPT);
      assertThat(full.inbound().octets()).isLessThanOrEqualTo(2L * LIMIT + UNDER_WAY);
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void itGoesBackWhenThereIsRoom() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);
      assertThat(released(broker)).isZero();

      takeAll(full);

      await().until(() -> released(broker) == SENT - KEPT);
    }
  }

  @Test
  void theBrokerMaySendAllThatWasGrantedBeforeItGoesBack() throws Exception {
    int rest = 1000 - KEPT - 1;
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);

      deliver(broker, KEPT + 1);
      await().until(() -> isGrantedAgain(broker));
      deliver(broker, rest);
      tellEnd(broker);
      takeAll(full);

      await().until(() -> released(broker) == rest + 1);
    }
  }

  @Test
  void withinWhatMayBeUnderWayNothingGoesBack() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);

      deliver(broker, KEPT);

      takeAll(full);
      assertThat(released(broker)).isZero();
    }
  }

  @Test
  void whatFollowsIsNotKeptEitherThoughThereWouldBeRoom() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);

      broker.delivers("small");
      tellEnd(broker);

      assertThat(full.inbound().size()).isEqualTo(KEPT);
    }
  }

  @Test
  void creditComesAgainForAsManyAsFitted() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);

      takeAll(full);

      await().until(() -> released(broker) == SENT - KEPT);
      await().until(() -> lastFlow(broker).linkCredit() > 0);
      assertThat(lastFlow(broker).linkCredit()).isLessThanOrEqualTo(KEPT);
    }
  }

  @Test
  void allThatWentBackComesInTheSameFewCredits() throws Exception {
    int again = 3 * KEPT;
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);
      takeAll(full);
      await().until(() -> released(broker) == SENT - KEPT);

      for (int i = 0; i < again; i++) {
        int next = SENT + i;
        await().until(() -> lastFlow(broker).deliveryCount() >= SENT && mayBeSent(broker, next));
        broker.delivers("again " + i);
        assertThat(((TextMessage) full.receive(8000)).getText()).isEqualTo("again " + i);
      }

      assertThat(released(broker)).isEqualTo(SENT - KEPT);
    }
  }

  /** Who keeps up is never full again, and has taken less than what it tells of by itself. */
  @Test
  void largeMessagesGoOnComingToWhoKeepsUpAfterwards() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);
      takeAll(full);
      await().until(() -> released(broker) == SENT - KEPT);

      for (int i = 0; i < 3 * KEPT; i++) {
        int next = SENT + i;
        await().until(() -> lastFlow(broker).deliveryCount() >= SENT && mayBeSent(broker, next));
        broker.delivers(LARGE);
        assertThat(((TextMessage) full.receive(8000)).getText()).isEqualTo(LARGE);
      }

      assertThat(released(broker)).isEqualTo(SENT - KEPT);
    }
  }

  @Test
  void smallMessagesFillTheQueueToThePrefetchAfterwards() throws Exception {
    int small = 1000;
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      flood(broker);
      takeAll(full);
      await().until(() -> released(broker) == SENT - KEPT);

      for (int i = 0; i < small; i++) {
        int next = SENT + i;
        await().until(() -> lastFlow(broker).deliveryCount() >= SENT && mayBeSent(broker, next));
        broker.delivers("small " + i);
      }
      await().until(() -> full.inbound().size() == small);

      for (int i = 0; i < small; i++) {
        assertThat(((TextMessage) full.receive(8000)).getText()).isEqualTo("small " + i);
      }
      await().until(() -> mayBeSent(broker, SENT + small));
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aReceiveThatAsksForWhatIsThereWaitsUntilItHasGoneBack() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker);
      deliver(broker, KEPT + 1);
      await().until(() -> isGrantedAgain(broker));
      deliver(broker, 1000 - KEPT - 1);
      tellEnd(broker);
      takeAll(full);
      CompletableFuture<Void> drained = full.receiver().credit().drain(false);

      await().until(() -> released(broker) == 1000 - KEPT);

      // The broker of this test answers no drain.
      assertThat(drained).isNotDone();
    }
  }

  @Test
  void aDrainThatNobodyWaitsForAnyMoreIsNotBegun() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker, "amqp.drainTimeout=20");
      deliver(broker, KEPT + 1);
      await().until(() -> isGrantedAgain(broker));
      deliver(broker, 1000 - KEPT - 1);
      tellEnd(broker);
      takeAll(full);

      assertThat(full.receiveNoWait()).isNull();

      await().until(() -> released(broker) == 1000 - KEPT);
      // The broker of this test answers no drain: what is granted would stay with one.
      await().until(() -> mayBeSent(broker, 1000) && !lastFlow(broker).drain());
    }
  }

  @Test
  void aConsumerThatClosesGivesBackInTheOrderInWhichItCame() throws Exception {
    try (Broker broker = new Broker()) {
      PostriderConsumer full = two(broker, "jms.closeTimeout=300");
      flood(broker);
      broker.peer.expectDetach().respond();

      full.close();

      await().until(() -> released(broker) == SENT);
      assertThat(firstReleased(broker)).isZero();
      assertThat(lastFlow(broker).linkCredit()).isZero();
    }
  }

  private static long firstReleased(Broker broker) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.performative() instanceof Disposition)
        .map(frame -> frame.performative(Disposition.class))
        .filter(told -> Released.INSTANCE.equals(told.state()))
        .findFirst()
        .orElseThrow()
        .first();
  }

  @Test
  void afterALossOfTheConnectionMessagesAreKeptAgain() throws Exception {
    try (Broker broker = new Broker()) {
      expectTwo(broker);
      deliver(broker, KEPT + 1);
      PostriderConsumer consumer = two(broker.connectRecovering(OPTIONS));
      await().until(() -> isGrantedAgain(broker));
      broker.returns();
      attachTwo(broker, KEPT);
      broker.delivers("again");
      broker.verify();

      TextMessage message = (TextMessage) consumer.receive(8000);
      while (message.getText().equals(LARGE)) {
        message = (TextMessage) consumer.receive(8000);
      }

      assertThat(message.getText()).isEqualTo("again");
    }
  }

  @Test
  void whatIsSettledCannotGoBackAndTheWholeSessionWaits() throws Exception {
    byte[] first = ByteBuffer.allocate(90_000).put(dataOf(2 * 90_000 - 8)).array();
    try (Broker broker = new Broker()) {
      two(broker, "jms.presettlePolicy.presettleConsumers=true");

      for (int i = 0; i < 150; i++) {
        broker.peer.remoteTransfer().settled().withPayload(first).withMore().send();
        broker.peer.remoteTransfer().settled().withPayload(new byte[90_000]).send();
      }
      broker.peer.expectEnd().withErrorCondition("amqp:session:window-violation").respond();

      broker.verify();
      assertThat(released(broker)).isZero();
    }
  }

  /** The beginning of a data section of so many octets. */
  private static byte[] dataOf(int octets) {
    byte[] begin = {0, 0x53, 0x75, (byte) 0xB0};
    return ByteBuffer.allocate(8).put(begin).putInt(octets).array();
  }
}
