// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.value.ErrorConditions;

/** What a peer may make an engine keep without ever coming to an end. */
class PeerHoldingsTest {

  private static final int LIMIT = 1000;
  private static final byte[] PART = new byte[300];

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;

  private SessionEndpoint session() {
    engine.settings(engine.settings().withMaxIncompleteOctets(LIMIT));
    return stage.opened().session(100);
  }

  @Test
  void incompleteMessagesOfAllLinksTogetherAreBounded() {
    SessionEndpoint session = session();
    for (int i = 0; i < 4; i++) {
      stage.receiver(session, "link" + i, 1);
    }

    for (int i = 0; i < 4; i++) {
      peer.send(0, RawPeer.transfer(i, i, "more"), PART);
    }

    Detach detach = peer.takeAll(Detach.class).get(0);
    assertThat(detach.handle()).isEqualTo(3);
    assertThat(detach.error()).isNotNull();
    assertThat(detach.error().condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(log.take()).containsExactly("closed link3 amqp:resource-limit-exceeded");
  }

  @Test
  void whatIsCompleteAbortedOrLostIsNotCounted() {
    SessionEndpoint session = session();
    for (int i = 0; i < 3; i++) {
      stage.receiver(session, "link" + i, 100);
    }

    for (int i = 0; i < 30; i += 3) {
      peer.send(0, RawPeer.transfer(0, i, "more"), PART);
      peer.send(0, RawPeer.transfer(1, i + 1, "more"), PART);
      peer.send(0, RawPeer.transfer(2, i + 2, "more"), PART);
      peer.send(0, RawPeer.transfer(0, -1, "settled"), PART);
      peer.send(0, RawPeer.transfer(1, -1, "aborted"));
      peer.send(0, new Detach(2, true, null));
      stage.receiver(session, "link2", 100);
    }

    assertThat(log.links).isEmpty();
    assertThat(session.state()).isEqualTo(SessionState.MAPPED);
    assertThat(log.deliveries).hasSize(10);
  }

  @Test
  void aMessageAloneMayBeAsLargeAsItsLinkAllows() {
    stage.receiver(session(), "link", 1);

    for (int i = 0; i < 10; i++) {
      peer.send(0, RawPeer.transfer(0, i == 0 ? 0 : -1, i == 9 ? "" : "more"), PART);
    }

    assertThat(log.deliveries).singleElement().extracting(d -> d.payload().length).isEqualTo(3000);
  }

  @Test
  void linksThatThePeerAsksForAndDoesNotLetGoAreBounded() {
    log.grants = false;
    stage.opened(2 * Stage.MAX_FRAME_SIZE).session(100);
    String name = "n".repeat(Stage.MAX_FRAME_SIZE - 200);
    int sent = 0;

    while (!peer.isClosed() && sent < 65_536) {
      peer.send(RawPeer.sender(name + sent, sent));
      if (!peer.isClosed()) {
        log.links.get(sent).refuse(error());
        peer.forget();
        log.events.clear();
      }
      sent++;
    }

    assertThat(sent).isBetween(10_000, PeerHoldings.MAX_LINK_OCTETS / name.length());
    List<Close> closes = peer.takeAll(Close.class);
    assertThat(closes).singleElement().extracting(Close::error).isNotNull();
    assertThat(closes.get(0).error().condition())
        .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }

  @Test
  void linksThatCameToTheirEndAreNotCounted() {
    log.grants = false;
    stage.opened(2 * Stage.MAX_FRAME_SIZE).session(100);
    String name = "n".repeat(Stage.MAX_FRAME_SIZE - 200);

    for (int i = 0; i < 20_000; i++) {
      peer.send(RawPeer.sender(name, 0));
      log.links.get(0).refuse(error());
      peer.send(new Detach(0, true, null));
      log.links.clear();
      stage.forget();
    }

    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void linksEndWithTheirSession() {
    stage.opened(2 * Stage.MAX_FRAME_SIZE);
    String name = "n".repeat(Stage.MAX_FRAME_SIZE - 200);

    for (int i = 0; i < 200; i++) {
      peer.send(RawPeer.begin(-1, 0, 100));
      for (int handle = 0; handle < 100; handle++) {
        peer.send(RawPeer.sender(name + handle, handle));
      }
      peer.send(new End(null));
      log.links.clear();
      stage.forget();
    }

    assertThat(engine.isOpened()).isTrue();
  }

  private static AmqpError error() {
    return new AmqpError(ErrorConditions.NOT_ALLOWED, "no");
  }
}
