// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Flow;

/** How wide a session's window is for messages of one frame, and for those of several. */
class WindowOfMessagesTest {

  private static final int FRAME = 64 * 1024;
  private static final byte[] NEARLY_A_FRAME = new byte[FRAME - 512];

  /** So many frames of the largest size are 128 MiB. */
  private static final int WIDEST = 2048;

  /** So many are 8 MiB. */
  private static final int NARROW = 128;

  private static final int CREDIT = 10_000;

  private final EventLog log = new EventLog();
  private final ConnectionEngine engine =
      new ConnectionEngine(ConnectionSettings.of("engine").withLimits(FRAME, 100, 0), log);
  private final RawPeer peer = new RawPeer(engine);
  private SessionEndpoint session;
  private ReceiverLink link;
  private int sent;

  @BeforeEach
  void openOneLink() {
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(FRAME, 100, 0));
    session = engine.createSession();
    session.listener(log);
    session.begin();
    peer.send(0, RawPeer.begin(0, 0, 100));
    link = session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));
    link.listener(log);
    link.attach();
    peer.send(0, RawPeer.sender("link", link.localHandle()));
    link.credit(CREDIT);
    engine.flush();
    peer.forget();
  }

  private void messages(int count, byte[] payload) {
    for (int i = 0; i < count; i++) {
      peer.raw(RawPeer.octets(0, RawPeer.transfer(0, sent++, "settled"), payload));
    }
  }

  private void messageOfParts(int parts) {
    peer.raw(RawPeer.octets(0, RawPeer.transfer(0, sent++, "more"), NEARLY_A_FRAME));
    for (int i = 1; i < parts; i++) {
      String flags = i == parts - 1 ? "settled" : "more";
      peer.raw(RawPeer.octets(0, RawPeer.transfer(0, -1, flags), NEARLY_A_FRAME));
    }
  }

  @Test
  void itBeginsNarrow() {
    assertThat(session.incomingWindow()).isEqualTo(NARROW);
  }

  @Test
  void messagesOfOneFrameSoonHaveAWideOneHoweverLongTheyAre() {
    messages(NARROW / 2, NEARLY_A_FRAME);
    assertThat(session.incomingWindow()).isGreaterThanOrEqualTo(1000);

    messages(WIDEST, NEARLY_A_FRAME);

    assertThat(session.incomingWindow()).isBetween(WIDEST / 2, WIDEST);
  }

  @Test
  void messagesOfSeveralFramesHaveANarrowOne() {
    for (int i = 0; i < 50; i++) {
      messageOfParts(10);
      assertThat(session.incomingWindow()).isLessThanOrEqualTo(NARROW);
    }

    assertThat(session.incomingWindow()).isGreaterThan(NARROW / 4);
  }

  @Test
  void aDrainOfAllOpensItForAllThatTheCreditAllows() {
    messages(3, NEARLY_A_FRAME);

    link.drainAll();
    engine.flush();

    List<Flow> flows = peer.takeAll(Flow.class);
    assertThat(flows).hasSize(1);
    assertThat(flows.get(0).drain()).isTrue();
    assertThat(flows.get(0).incomingWindow()).isGreaterThanOrEqualTo(WIDEST + CREDIT - 3);
  }

  @Test
  void whoUsesAllOfAWideWindowIsNotEnded() {
    link.drainAll();
    engine.flush();

    messages(CREDIT, new byte[1]);

    assertThat(session.state()).isEqualTo(SessionState.MAPPED);
    assertThat(log.deliveries).hasSize(CREDIT);
  }

  @Test
  void aHeldWindowIsOpenedForADrainOfAll() {
    session.window().hold(true);
    messages(NARROW, new byte[1]);
    assertThat(session.incomingWindow()).isZero();

    link.drainAll();
    engine.flush();

    assertThat(session.incomingWindow()).isGreaterThan(WIDEST);
  }
}
