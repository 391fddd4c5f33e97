// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;

/**
 * Large messages that come together, of a peer that keeps to windows and credit, and of one not.
 */
class ComingMessagesTest {

  private static final int FRAME = 1 << 20;
  private static final byte[] PART = new byte[FRAME - 512];
  private static final int PARTS = 10;
  private static final int LINKS = 40;
  private static final long LIMIT = 256L << 20;

  /** How many frames are on their way before the peer reads what it was told. */
  private static final int ON_THE_WAY = 4;

  private final EventLog log = new EventLog();
  private final ConnectionEngine engine =
      new ConnectionEngine(
          ConnectionSettings.of("engine").withLimits(FRAME, 100, 0).withMaxIncompleteOctets(LIMIT),
          log);
  private final RawPeer peer = new RawPeer(engine);
  private final List<Link> links = new ArrayList<>();
  private final long[] windows = new long[LINKS];
  private int sent;
  private long most;

  /** One end of a link at the peer: one message of several transfers, in its turn. */
  private static final class Link {
    final int channel;
    final int handle;
    boolean mayBegin;
    int parts;

    Link(int channel, int handle) {
      this.channel = channel;
      this.handle = handle;
    }
  }

  private void open(int sessions) {
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(FRAME, 100, 0));
    for (int channel = 0; channel < sessions; channel++) {
      SessionEndpoint session = engine.createSession();
      session.listener(log);
      session.begin();
      windows[channel] = peer.takeAll(Begin.class).get(0).incomingWindow();
      peer.send(channel, RawPeer.begin(channel, 0, 100));
      for (int i = channel; i < LINKS; i += sessions) {
        ReceiverLink receiver =
            session.createReceiver(LinkSettings.of("link" + i, Source.of("s"), Target.of("t")));
        receiver.listener(log);
        receiver.attach();
        peer.send(channel, RawPeer.sender(receiver.name(), receiver.localHandle()));
        receiver.credit(10);
        engine.flush();
        links.add(new Link(channel, (int) receiver.localHandle()));
        readFlows();
      }
    }
  }

  private void readFlows() {
    while (!peer.framesLeft().isEmpty()) {
      WireFrame frame = peer.takeFrame();
      assertThat(frame.body()).isNotInstanceOfAny(Detach.class, End.class);
      if (frame.body() instanceof Flow flow) {
        windows[frame.channel()] = flow.incomingWindow() - (sentOn(frame.channel()) - seen(flow));
        for (Link link : links) {
          if (link.channel == frame.channel() && link.handle == flow.handle()) {
            link.mayBegin = flow.linkCredit() > 0;
          }
        }
      }
    }
  }

  private long sentOn(int channel) {
    return links.stream().filter(l -> l.channel == channel).mapToInt(l -> l.parts).sum();
  }

  private static long seen(Flow flow) {
    return Math.max(0, flow.nextIncomingId());
  }

  /** Sends one part of each message in turn, as far as it may; gives whether it could at all. */
  private boolean round() {
    boolean any = false;
    for (Link link : links) {
      boolean may = windows[link.channel] > 0 && (link.parts > 0 || link.mayBegin);
      if (!may || link.parts == PARTS) {
        continue;
      }
      int id = link.parts == 0 ? links.indexOf(link) : -1;
      peer.raw(
          RawPeer.octets(
              link.channel,
              RawPeer.transfer(link.handle, id, link.parts == PARTS - 1 ? "settled" : "more"),
              PART));
      link.parts++;
      windows[link.channel]--;
      most = Math.max(most, engine.holdings().octets());
      any = true;
      if (++sent % ON_THE_WAY == 0) {
        readFlows();
      }
    }
    return any;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20})
  void largeMessagesWaitForEachOtherWellBelowTheLimit(int sessions) {
    open(sessions);

    boolean goesOn = true;
    while (goesOn) {
      goesOn = round();
      readFlows();
    }

    assertThat(log.deliveries).hasSize(LINKS);
    assertThat((long) LINKS * PARTS * PART.length).isGreaterThan(LIMIT);
    assertThat(most).isLessThan(LIMIT * 9 / 10);
    assertThat(engine.holdings().octets()).isZero();
  }

  @Test
  void aPeerThatDoesNotWaitIsEndedAtTheLimit() {
    open(1);

    log.events.clear();
    for (int part = 0; part < PARTS && log.take().isEmpty(); part++) {
      for (Link link : links) {
        int id = part == 0 ? link.handle : -1;
        peer.raw(RawPeer.octets(0, RawPeer.transfer(link.handle, id, "more"), PART));
        most = Math.max(most, engine.holdings().octets());
      }
    }

    assertThat(peer.takeAll(Detach.class))
        .isNotEmpty()
        .allSatisfy(
            detach ->
                assertThat(Objects.requireNonNull(detach.error()).description())
                    .contains("maxIncompleteSize"));
    assertThat(most).isLessThan(LIMIT + FRAME);
  }

  @Test
  void theWindowIsNoLargerThanWhatMayComeInTheLargestFrames() {
    open(1);
    SessionEndpoint session = engine.sessions().all().get(0);
    ReceiverLink receiver = (ReceiverLink) session.links().all().get(0);
    receiver.credit(5000);
    engine.flush();

    int most = session.incomingWindow();
    for (int i = 0; i < 3000; i++) {
      peer.raw(RawPeer.octets(0, RawPeer.transfer(0, i, "settled"), new byte[100]));
      most = Math.max(most, session.incomingWindow());
    }

    assertThat(most).isEqualTo(128);
  }

  @Test
  void theWindowGrowsWhileFramesAreSmall() {
    Stage stage = new Stage().opened();
    SessionEndpoint session = stage.session(10);
    stage.receiver(session, "link", 5000);

    int begun = session.incomingWindow();
    for (int i = 0; i < 3000; i++) {
      stage.peer.send(0, RawPeer.transfer(0, i, "settled"), new byte[100]);
    }

    assertThat(begun).isEqualTo(2048);
    assertThat(session.incomingWindow()).isBetween(1024, 2048);
  }

  @Test
  void theWindowIsNeverToldSmallerThanItWas() {
    open(1);
    SessionEndpoint session = engine.sessions().all().get(0);
    ReceiverLink receiver = (ReceiverLink) session.links().all().get(0);
    long until = windows[0];
    receiver.credit(5000);

    for (int i = 0; i < 3000 && session.incomingWindow() > 0; i++) {
      byte[] payload = i % 300 == 0 ? PART : new byte[100];
      peer.raw(RawPeer.octets(0, RawPeer.transfer(0, i, "settled"), payload));
      session.window().hold(i % 500 > 480);
      engine.flush();
      for (Flow flow : peer.takeAll(Flow.class)) {
        assertThat(flow.nextIncomingId() + flow.incomingWindow()).isGreaterThanOrEqualTo(until);
        until = flow.nextIncomingId() + flow.incomingWindow();
      }
    }

    assertThat(until).isGreaterThan(3000);
  }
}
