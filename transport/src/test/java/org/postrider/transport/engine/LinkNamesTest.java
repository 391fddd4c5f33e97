// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** A name is free again when both ends have detached (AMQP 2.6.1, 2.6.4). */
class LinkNamesTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  private ReceiverLink another(String name) {
    ReceiverLink link =
        session.createReceiver(LinkSettings.of(name, Source.of("s"), Target.of("t")));
    link.listener(log);
    return link;
  }

  @Test
  void aLinkWaitsForTheNameThatAnotherGivesUp() {
    ReceiverLink first = stage.receiver(session, "sub", 0);
    first.detach(false, null);
    peer.take(Detach.class);

    ReceiverLink second = another("sub");
    second.attach();
    peer.takeNothing();
    assertThat(second.isLocallyOpen()).isTrue();
    assertThat(session.isTaken(Role.RECEIVER, "sub")).isTrue();
    peer.send(new Detach(0, false, null));

    assertThat(peer.take(Attach.class).name()).isEqualTo("sub");
    peer.send(RawPeer.sender("sub", 0));
    assertThat(log.take()).containsExactly("suspended sub", "attached sub");
    assertThat(second.isAttached()).isTrue();
  }

  @Test
  void onlyOneLinkWaitsForAName() {
    stage.receiver(session, "sub", 0).detach(true, null);
    another("sub").attach();

    assertThatThrownBy(() -> another("sub")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLinkThatWaitsForANameMayBeGivenUp() {
    stage.receiver(session, "sub", 0).detach(true, null);
    ReceiverLink second = another("sub");
    second.attach();
    stage.forget();

    second.detach(true, null);
    assertThat(log.take()).containsExactly("closed sub");
    peer.send(new Detach(0, true, null));

    peer.takeNothing();
    assertThat(session.isTaken(Role.RECEIVER, "sub")).isFalse();
  }

  @Test
  void aLinkThatWaitsForANameHasItAfterALoss() {
    stage.receiver(session, "sub", 0).detach(false, null);
    ReceiverLink second = another("sub");
    second.attach();
    stage.forget();

    peer.disconnect();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, 0));
    peer.send(RawPeer.begin(0, 0, 100));

    assertThat(peer.takeAll(Attach.class)).hasSize(1);
    peer.send(RawPeer.sender("sub", 0));
    assertThat(second.isAttached()).isTrue();
  }

  @Test
  void aLinkThatWaitsForANameEndsWithItsSession() {
    stage.receiver(session, "sub", 0).detach(false, null);
    another("sub").attach();
    stage.forget();

    peer.send(new End(null));

    assertThat(log.take()).contains("closed sub", "session closed");
  }

  @Test
  void aLinkWaitsForAReattachThatClosesToo() {
    // AMQP 2.6.6: what we suspended and the peer closed is to be closed by us too.
    stage.receiver(session, "sub", 0).detach(false, null);
    another("sub").attach();
    stage.forget();

    peer.send(new Detach(0, true, null));
    assertThat(peer.take(Attach.class).name()).isEqualTo("sub");
    peer.takeNothing();
    peer.send(RawPeer.sender("sub", 0));
    assertThat(peer.take(Detach.class).closed()).isTrue();
    peer.takeNothing();
    peer.send(new Detach(0, true, null));

    assertThat(peer.take(Attach.class).name()).isEqualTo("sub");
    peer.takeNothing();
  }

  @Test
  void aSubscriptionThatThePeerClosesWhileItIsSuspendedIsNotClosedHereToo() {
    // AMQP 2.6.6 has a link attach again and close; for a subscription that is its unsubscribe.
    Source durable = RawPeer.durableSource("s");
    stage
        .receiver(session, "sub", 0, settings -> settings.withTermini(durable, Target.of("t")))
        .detach(false, null);
    assertThat(peer.take(Detach.class).closed()).isFalse();

    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.LINK_STOLEN, "by another")));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed sub amqp:link:stolen");
    assertThat(session.isTaken(Role.RECEIVER, "sub")).isFalse();
    another("sub").attach();
    assertThat(peer.take(Attach.class).name()).isEqualTo("sub");
  }

  @Test
  void aNameThatIsTakenWhileAnothersCloseIsToldIsAttachedOnce() {
    // AMQP 2.6.6 has the one that was suspended attach again, which would be the second of a name.
    SenderLink first = stage.sender(session, "link", 5);
    first.send(Stage.message(1, "unsettled"));
    first.detach(false, null);
    stage.forget();
    SenderLink[] second = new SenderLink[1];
    log.next =
        () -> {
          second[0] = session.createSender(LinkSettings.of("link", Source.of("s"), Target.of("t")));
          second[0].attach();
        };

    peer.send(new Detach(0, true, null));

    assertThat(peer.take(Attach.class).name()).isEqualTo("link");
    peer.takeNothing();
    assertThat(log.take()).containsExactly("lost unsettled", "closed link");
    peer.send(RawPeer.receiver("link", second[0].localHandle()));
    assertThat(second[0].isAttached()).isTrue();
    peer.takeNothing();
  }
}
