// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** An attach counts for what it takes when it is decoded: a map of small keys is mostly that. */
class CostOfAttachesTest {

  private static final int ENTRIES = 600;

  /** What such an entry takes at least: the key, its text, and the place in the map. */
  private static final int ENTRY_OCTETS = 90;

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;

  private static Attach laden(String name, long handle) {
    Map<Symbol, @Nullable Object> properties = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      properties.put(Symbol.of(Integer.toString(i, Character.MAX_RADIX)), null);
    }
    return new Attach(
        name,
        handle,
        Role.SENDER,
        SenderSettleMode.MIXED,
        ReceiverSettleMode.FIRST,
        Source.of("s"),
        Target.of("t"),
        null,
        false,
        0,
        0,
        List.of(),
        List.of(),
        properties);
  }

  private long held() {
    return engine.holdings().octets();
  }

  @Test
  void mapsOfSmallKeysCountForWhatTheyTake() {
    stage.opened().session(100);

    peer.send(laden("link", 0));

    assertThat(held()).isGreaterThan(ENTRIES * ENTRY_OCTETS);
  }

  @Test
  void linksWithLadenAttachesAreFewer() {
    stage.log.grants = false;
    stage.opened().session(100);
    int sent = 0;

    while (!peer.isClosed() && sent < 65_536) {
      peer.send(laden("link" + sent, sent++));
    }

    assertThat(sent).isBetween(100, PeerHoldings.MAX_LINK_OCTETS / (ENTRIES * ENTRY_OCTETS));
    AmqpError error = peer.takeAll(Close.class).get(0).error();
    assertThat(error).isNotNull();
    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }

  @Test
  void whatAnAttachSaidIsNotKeptOnceItIsRefused() {
    stage.log.grants = false;
    stage.opened().session(100);
    peer.send(laden("link", 0));
    Link link = stage.log.links.get(0);

    link.refuse(new AmqpError(ErrorConditions.NOT_ALLOWED, "no"));

    assertThat(link.remoteAttach()).isNull();
    assertThat(link.settings()).isEqualTo(LinkSettings.of("link", null, null));
    peer.send(new Detach(0, true, null));
    assertThat(held()).isZero();
  }

  @Test
  void answersCountBeyondWhatIsUsual() {
    SessionEndpoint session = stage.opened().session(100);
    stage.receiver(session, "usual", 0);
    assertThat(held()).isZero();
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));
    receiver.attach();

    peer.send(laden("link", 1));

    assertThat(held())
        .isGreaterThan(ENTRIES * ENTRY_OCTETS - PeerHoldings.USUAL_ANSWER_OCTETS)
        .isLessThan(PeerHoldings.MAX_LINK_OCTETS);
    receiver.detach(true, null);
    peer.send(new Detach(1, true, null));
    assertThat(held()).isZero();
  }
}
