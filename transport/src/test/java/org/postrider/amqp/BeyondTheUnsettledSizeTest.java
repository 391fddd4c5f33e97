// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ReceivedFrame;
import org.postrider.testpeer.ScriptedPeer;

/** A client that has a listener's handler keep ever more: over many links, or without credit. */
@Timeout(60)
class BeyondTheUnsettledSizeTest {

  private static final int LIMIT = 200_000;
  private static final int UNDER_WAY = 8 * 1024 * 1024;
  private static final int CREDIT = 10;
  private static final String LARGE = "x".repeat(100_000);

  /** As many as twice the limit and what may be under way have room for, each a little larger. */
  private static final int KEPT = (2 * LIMIT + UNDER_WAY) / 100_300;

  private final List<Delivery> kept = new CopyOnWriteArrayList<>();
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final Container server = new Container(keeping());
  private ScriptedPeer peer;

  private MessagingHandler keeping() {
    return new MessagingHandler() {
      @Override
      public void onLinkOpening(Event event) {
        event.receiver().open(null, new ReceiverOptions().autoAccept(false).credit(CREDIT));
      }

      @Override
      public void onMessage(Event event) {
        messages.add(event.message());
        kept.add(event.delivery());
      }
    };
  }

  private void connect() {
    Acceptor acceptor =
        server.listen("amqp://127.0.0.1:0", new ConnectionOptions().maxWaitingSize(LIMIT));
    server.start();
    peer = ScriptedPeer.connectTo(acceptor.port());
    peer.ignore(Flow.class).ignore(Disposition.class);
    peer.connectWithSaslAnonymous().remoteOpen().withContainerId("peer").send();
    peer.expectOpen();
    peer.remoteBegin().send().expectBegin();
  }

  private void attach(int link) {
    peer.remoteAttach()
        .withName("link-" + link)
        .asSender()
        .withSourceAddress("s")
        .withTargetAddress("q")
        .send();
    peer.expectAttach().ofReceiver();
    peer.expectFlow().withLinkCredit(CREDIT);
  }

  private void deliver(int messages) {
    for (int i = 0; i < messages; i++) {
      peer.remoteTransfer().withText(LARGE).send();
    }
  }

  private long released() {
    long count = 0;
    for (ReceivedFrame frame : peer.frames()) {
      if (frame.performative() instanceof Disposition told
          && Released.INSTANCE.equals(told.state())) {
        count += told.last() - told.first() + 1;
      }
    }
    return count;
  }

  @AfterEach
  void stop() {
    peer.close();
    server.stop();
  }

  @Test
  void overManyLinksItGoesBack() {
    connect();

    fill(20);

    assertThat(kept).hasSize(KEPT);
  }

  /** So many links, each with as many messages as there is credit for. */
  private void fill(int links) {
    for (int i = 0; i < links; i++) {
      attach(i);
      deliver(CREDIT);
    }
    peer.waitForScriptToComplete();
    await().until(() -> released() + kept.size() == (long) links * CREDIT);
  }

  @Test
  void whatIsSettledMakesRoom() {
    int links = 10;
    connect();
    fill(links);
    int before = kept.size();

    kept.forEach(delivery -> delivery.update(Delivery.ACCEPTED));
    attach(links);
    deliver(1);

    await().until(() -> kept.size() == before + 1);
  }

  /** Links that come and go, each with as many messages as there is credit for. */
  private void comeAndGo(int links, boolean closed) {
    for (int i = 0; i < links; i++) {
      attach(i);
      deliver(CREDIT);
      (closed ? peer.remoteDetach().closed() : peer.remoteDetach().notClosed()).send();
      peer.expectDetach();
    }
    peer.waitForScriptToComplete();
    await().until(() -> released() + kept.size() == (long) links * CREDIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overLinksThatComeAndGoItGoesBack(boolean closed) {
    connect();

    comeAndGo(20, closed);

    assertThat(kept).hasSize(KEPT);
  }

  @Test
  void aLinkThatHasNoRoomGetsCreditNowAndThenOnly() {
    connect();
    comeAndGo(10, false);
    attach(10);
    peer.waitForScriptToComplete();
    int before = flows().size();

    deliver(1);
    peer.waitForScriptToComplete();

    await().until(() -> flows().size() >= before + 2);
    assertThat(flows().get(before).linkCredit()).isZero();
    assertThat(flows().get(before + 1).linkCredit()).isEqualTo(CREDIT);
  }

  private List<Flow> flows() {
    return peer.frames().stream()
        .filter(frame -> frame.performative() instanceof Flow)
        .map(frame -> frame.performative(Flow.class))
        .filter(flow -> flow.handle() >= 0)
        .toList();
  }

  @Test
  void anOutcomeForWhatIsLostMakesRoom() {
    connect();
    comeAndGo(10, false);
    int before = kept.size();

    kept.forEach(delivery -> delivery.update(Delivery.ACCEPTED));
    attach(10);
    deliver(1);

    await().until(() -> kept.size() == before + 1);
  }

  @Test
  void whatTheProgramHasLetGoOfMakesRoom() {
    connect();
    comeAndGo(10, true);

    messages.clear();
    kept.clear();
    int[] link = {10};
    await()
        .until(
            () -> {
              System.gc();
              attach(link[0]++);
              deliver(1);
              peer.waitForScriptToComplete();
              return !kept.isEmpty();
            });
  }
}
