// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.ErrorConditions;

/**
 * A link that the peer has detached, and not closed, is kept while one of its deliveries is not
 * settled (AMQP 2.6.4): so its attach counts until then.
 */
class AttachesOfSuspendedLinksTest {

  private static final String LONG_ADDRESS = "a".repeat(3000);

  private final Stage stage = new Stage().opened(Stage.MAX_FRAME_SIZE);
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final SessionEndpoint session = stage.session(100_000);
  private int next;

  private long held() {
    return engine.holdings().octets();
  }

  /** The peer asks for a link, over which there is an unsettled delivery then. */
  private void withUnsettled(Role role) {
    stage.log.links.clear();
    stage.log.creditAtOnce = 5;
    peer.send(
        Attach.of("link " + next, 0, role, Source.of(LONG_ADDRESS), Target.of("t"))
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST));
    if (peer.isClosed()) {
      return;
    }
    if (stage.log.links.get(0) instanceof SenderLink sender) {
      peer.send(RawPeer.flow(0, 0, 0, 0, 5));
      sender.send(Stage.message(1, "m"));
    } else {
      peer.send(0, RawPeer.transfer(0, next, ""), new byte[1]);
    }
    next++;
    engine.flush();
    stage.forget();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theyCountUntilNothingIsUnsettled(Role role) {
    withUnsettled(role);
    peer.send(new Detach(0, false, null));
    assertThat(held()).isGreaterThan(LONG_ADDRESS.length());

    if (role == Role.SENDER) {
      stage.log.deliveries.get(0).update(Accepted.INSTANCE, true);
    } else {
      peer.send(RawPeer.disposition(Role.RECEIVER, 0, 0, true, Accepted.INSTANCE));
    }

    assertThat(held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theyCountNoMoreWithTheEndOfTheSession(Role role) {
    withUnsettled(role);
    peer.send(new Detach(0, false, null));
    withUnsettled(role);

    peer.send(new End(null));

    assertThat(held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aLinkThatIsClosedCountsNoMore(Role role) {
    withUnsettled(role);

    peer.send(new Detach(0, true, null));

    assertThat(held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whatIsSettledWhileItsLinkIsAttachedTakesNothingOffIt(Role role) {
    withUnsettled(role);
    if (role == Role.SENDER) {
      stage.log.deliveries.get(0).update(Accepted.INSTANCE, true);
    } else {
      peer.send(RawPeer.disposition(Role.RECEIVER, 0, 0, true, Accepted.INSTANCE));
    }

    assertThat(session.unsettledIncoming() + session.unsettledOutgoing()).isZero();
    assertThat(held()).isGreaterThan(LONG_ADDRESS.length());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theyCountNoMoreWithTheLossOfTheConnection(Role role) {
    withUnsettled(role);
    peer.send(new Detach(0, false, null));
    withUnsettled(role);

    engine.inputClosed(null, 0);

    assertThat(held()).isZero();
  }

  @Test
  void oneThatIsAttachedAgainIsCountedOnceMoreAndThenNotAtAll() {
    ReceiverLink own =
        session.createReceiver(LinkSettings.of("own", Source.of("s"), Target.of("t")));
    own.listener(stage.log);
    for (int i = 0; i < 3; i++) {
      own.attach();
      own.held(LONG_ADDRESS.length());
      engine.holdings().addLink(LONG_ADDRESS.length() - PeerHoldings.LINK_OVERHEAD);
      peer.send(RawPeer.sender("own", 0));
      own.credit(1);
      engine.flush();
      peer.send(0, RawPeer.transfer(0, next++, ""), new byte[1]);
      own.detach(false, null);
      peer.send(new Detach(0, false, null));
      stage.forget();
    }
    assertThat(session.unsettledIncoming()).isEqualTo(3);
    assertThat(held()).isEqualTo(3L * LONG_ADDRESS.length());

    peer.send(RawPeer.disposition(Role.SENDER, 0, 2, true, null));

    assertThat(held()).isZero();
  }

  @Test
  void thereIsALimitForThem() {
    int most = PeerHoldings.MAX_LINK_OCTETS / LONG_ADDRESS.length();
    for (int i = 0; i <= most && !peer.isClosed(); i++) {
      withUnsettled(Role.SENDER);
      if (!peer.isClosed()) {
        peer.send(new Detach(0, false, null));
        stage.forget();
      }
    }

    AmqpError error = peer.takeAll(Close.class).get(0).error();
    assertThat(error).isNotNull();
    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }
}
