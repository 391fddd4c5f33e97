// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;

/**
 * A large message that stands still, as a router's may whose sender is slow, among others that wait
 * for each other. Each link has a session of its own, on the channel of its number.
 */
class StillMessagesTest {

  private static final int FRAME = 64 * 1024;
  private static final byte[] PART = new byte[FRAME - 512];
  private static final byte[] LITTLE = new byte[100];
  private static final long LIMIT = 16L << 20;

  /** So many parts are more than a sixteenth of the limit, but less than a window. */
  private static final int CROWD = 20;

  /** More than half of a window, which is told again then, and no more than one. */
  private static final int MOST_OF_A_WINDOW = 100;

  private final EventLog log = new EventLog();
  private final ConnectionEngine engine =
      new ConnectionEngine(
          ConnectionSettings.of("engine").withLimits(FRAME, 100, 0).withMaxIncompleteOctets(LIMIT),
          log);
  private final RawPeer peer = new RawPeer(engine);
  private final Map<Integer, ReceiverLink> links = new HashMap<>();
  private final Map<Integer, Integer> begun = new HashMap<>();

  @BeforeEach
  void openFourLinks() {
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(FRAME, 100, 0));
    for (int channel = 0; channel < 4; channel++) {
      SessionEndpoint session = engine.createSession();
      session.listener(log);
      session.begin();
      peer.send(channel, RawPeer.begin(channel, 0, 100));
      String name = "link" + channel;
      ReceiverLink link =
          session.createReceiver(LinkSettings.of(name, Source.of("s"), Target.of("t")));
      link.listener(log);
      link.attach();
      peer.send(channel, RawPeer.sender(name, link.localHandle()));
      link.credit(10);
      engine.flush();
      links.put(channel, link);
    }
    peer.forget();
  }

  private void part(int channel, byte[] payload) {
    int id = begun.containsKey(channel) ? -1 : 0;
    begun.put(channel, 0);
    peer.raw(RawPeer.octets(channel, RawPeer.transfer(0, id, "more"), payload));
  }

  private void parts(int channel, int count, byte[] payload) {
    for (int i = 0; i < count; i++) {
      part(channel, payload);
    }
  }

  private void last(int channel) {
    peer.raw(RawPeer.octets(channel, RawPeer.transfer(0, -1, "settled"), LITTLE));
  }

  private long tick(long nowMs) {
    peer.now(nowMs);
    long next = engine.tick(nowMs);
    engine.flush();
    return next;
  }

  private List<Integer> windowsToldTo() {
    return flows().stream().map(WireFrame::channel).toList();
  }

  private List<WireFrame> flows() {
    List<WireFrame> all = List.copyOf(peer.framesLeft());
    peer.forget();
    assertThat(all).allSatisfy(frame -> assertThat(frame.body()).isInstanceOf(Flow.class));
    return all;
  }

  private long creditTold(int channel) {
    return flows().stream()
        .filter(frame -> frame.channel() == channel)
        .mapToLong(frame -> ((Flow) frame.body()).linkCredit())
        .reduce(-1, (before, last) -> last);
  }

  /** Link 0 has come in large part and stands still, and link 1 waits with its window used. */
  private void crowd() {
    parts(0, CROWD, PART);
    parts(1, MOST_OF_A_WINDOW, LITTLE);
    assertThat(windowsToldTo()).doesNotContain(1);
  }

  @Test
  void theOthersWaitForOneThatStandsStillNoLongerThanTenSeconds() {
    crowd();

    assertThat(tick(9_999)).isEqualTo(10_000);
    assertThat(windowsToldTo()).isEmpty();
    assertThat(tick(10_000)).isEqualTo(Long.MAX_VALUE);
    assertThat(windowsToldTo()).contains(1);
    last(1);

    assertThat(log.deliveries).hasSize(1);
  }

  @Test
  void oneThatGoesOnKeepsItsTurn() {
    crowd();

    for (int nowMs = 1000; nowMs <= 60_000; nowMs += 1000) {
      tick(nowMs);
      part(0, new byte[ComingMessages.LEAST_OCTETS / 8]);
      assertThat(windowsToldTo()).doesNotContain(1);
    }
    last(0);

    assertThat(windowsToldTo()).contains(1);
  }

  @Test
  void whatTricklesLosesItsTurn() {
    crowd();

    for (int nowMs = 1000; nowMs <= 10_000; nowMs += 1000) {
      part(0, LITTLE);
      tick(nowMs);
    }

    assertThat(windowsToldTo()).contains(1);
  }

  @Test
  void noLinkWaitsWithoutCreditForOneThatStandsStill() {
    parts(0, CROWD, PART);
    parts(1, CROWD, PART);
    parts(2, CROWD, PART);
    assertThat(creditTold(3)).isZero();

    tick(10_000);
    assertThat(creditTold(3)).isEqualTo(-1);
    last(1);

    assertThat(creditTold(3)).isEqualTo(10);
  }

  @Test
  void oneThatMovesAgainComesWholeBehindTheOthers() {
    crowd();
    parts(2, CROWD, PART);
    tick(10_000);
    peer.forget();

    parts(0, MOST_OF_A_WINDOW - CROWD, LITTLE);
    assertThat(windowsToldTo()).doesNotContain(0);
    last(1);
    assertThat(windowsToldTo()).doesNotContain(0);
    last(2);
    assertThat(windowsToldTo()).contains(0);
    last(0);

    assertThat(log.deliveries)
        .extracting(IncomingDelivery::link)
        .containsExactly(links.get(1), links.get(2), links.get(0));
    assertThat(log.deliveries.get(2).payload())
        .hasSize(CROWD * PART.length + (MOST_OF_A_WINDOW - CROWD + 1) * LITTLE.length);
    assertThat(engine.holdings().octets()).isZero();
  }

  @Test
  void theSessionOfOneThatStandsStillIsNotHeldByOthers() {
    crowd();
    parts(2, CROWD, PART);
    tick(10_000);
    SessionEndpoint session = links.get(0).session();
    peer.forget();

    // The first of it brings it back in line; what it needs until its turn it was told before.
    int window = session.incomingWindow();
    part(0, LITTLE);

    assertThat(window).isGreaterThan(MOST_OF_A_WINDOW / 2);
    assertThat(session.incomingWindow()).isEqualTo(window - 1);
  }

  @Test
  void whenAllStandStillNoneWaits() {
    crowd();
    parts(2, CROWD, PART);

    tick(10_000);
    tick(20_000);
    assertThat(tick(30_000)).isEqualTo(Long.MAX_VALUE);

    assertThat(creditTold(3)).isEqualTo(10);
  }

  @Test
  void whatIsLostOrAbortedWhileItStandsStillIsNotCounted() {
    crowd();
    parts(2, CROWD, PART);
    tick(10_000);

    peer.raw(RawPeer.octets(0, RawPeer.transfer(0, -1, "aborted")));
    peer.disconnect();

    assertThat(engine.holdings().octets()).isZero();
    assertThat(engine.holdings().coming().isCrowded()).isFalse();
  }

  @Test
  void atTheLimitOneThatStandsStillEndsAndNotOneThatGoesOn() {
    int most = (int) (LIMIT / 2 / PART.length);
    parts(0, most, PART);
    parts(1, 1, LITTLE);
    tick(10_000);
    peer.forget();

    for (int i = 0; i < most + CROWD; i++) {
      part(1, PART);
    }
    last(1);

    assertThat(peer.takeAll(Detach.class))
        .singleElement()
        .satisfies(
            detach ->
                assertThat(Objects.requireNonNull(detach.error()).description())
                    .contains("link0")
                    .contains("maxIncompleteSize"));
    assertThat(log.deliveries)
        .singleElement()
        .extracting(IncomingDelivery::link)
        .isEqualTo(links.get(1));
    assertThat(engine.holdings().octets()).isZero();
  }
}
