// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.value.ErrorConditions;

/** The rules of attach and detach, against one engine (AMQP 2.6.1 to 2.6.6). */
class LinkRulesTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  @Test
  void aLinkOfThePeerIsAnsweredWithItsNameAndTheOtherRole() {
    // AMQP 2.6.3
    peer.send(RawPeer.sender("theirs", 7));

    Attach answer = peer.take(Attach.class);
    assertThat(answer.name()).isEqualTo("theirs");
    assertThat(answer.role()).isEqualTo(Role.RECEIVER);
    assertThat(log.take()).containsExactly("asked for theirs", "attached theirs");
  }

  @Test
  void aLinkOfThePeerMayBeGrantedLater() {
    log.grants = false;
    peer.send(RawPeer.sender("theirs", 7));
    peer.takeNothing();

    log.links.get(0).attach();

    peer.take(Attach.class);
  }

  @Test
  void aRefusalIsAnAttachWithoutTheTerminusAndADetachWithTheError() {
    // AMQP 2.6.3
    log.grants = false;
    peer.send(RawPeer.receiver("theirs", 7));

    log.links.get(0).refuse(new AmqpError(ErrorConditions.NOT_FOUND, "no such node"));

    assertThat(peer.take(Attach.class).source()).isNull();
    Detach detach = peer.take(Detach.class);
    assertThat(detach.closed()).isTrue();
    assertThat(Objects.requireNonNull(detach.error()).condition())
        .isEqualTo(ErrorConditions.NOT_FOUND);
  }

  @Test
  void aRefusalByThePeerIsNotReportedAsAttached() {
    // AMQP 2.6.3: the detach that follows says why.
    SenderLink sender =
        session.createSender(LinkSettings.of("ours", Source.of("s"), Target.of("t")));
    sender.listener(log);
    sender.attach();
    stage.forget();

    peer.send(Attach.of("ours", 0, Role.RECEIVER, Source.of("s"), null));
    assertThat(log.take()).isEmpty();
    assertThat(sender.credit()).isZero();
    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.NOT_FOUND, "none")));

    assertThat(peer.take(Detach.class).closed()).isTrue();
    assertThat(log.take()).containsExactly("closed ours amqp:not-found");
  }

  @Test
  void aCoordinatorIsATarget() {
    // AMQP 4.2
    SenderLink sender =
        session.createSender(
            LinkSettings.of("txn", Source.of(null), new Coordinator(java.util.List.of())));
    sender.listener(log);
    sender.attach();

    assertThat(peer.take(Attach.class).target()).isInstanceOf(Coordinator.class);
    peer.send(
        Attach.of("txn", 0, Role.RECEIVER, Source.of(null), new Coordinator(java.util.List.of())));

    assertThat(sender.isAttached()).isTrue();
  }

  @Test
  void aSendersAttachWithoutDeliveryCountIsDetachedWithAnError() {
    // AMQP 2.7.3, initial-delivery-count
    peer.send(
        new Attach(
            "theirs",
            0,
            Role.SENDER,
            SenderSettleMode.MIXED,
            ReceiverSettleMode.FIRST,
            Source.of("s"),
            Target.of("t"),
            null,
            false,
            -1,
            0,
            java.util.List.of(),
            java.util.List.of(),
            java.util.Map.of()));

    peer.take(Attach.class);
    assertThat(Objects.requireNonNull(peer.take(Detach.class).error()).condition())
        .isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(log.take()).isEmpty();
  }

  @Test
  void oneNameMayStandForALinkOfEachDirection() {
    // AMQP 2.6.1
    SenderLink sender = stage.sender(session, "both", 1);
    ReceiverLink receiver = stage.receiver(session, "both", 1);

    assertThat(sender.isAttached()).isTrue();
    assertThat(receiver.isAttached()).isTrue();
  }

  @Test
  void aSecondLinkOfANameIsRefusedHere() {
    // AMQP 2.6.1
    SenderLink early =
        session.createSender(LinkSettings.of("taken", Source.of("s"), Target.of("t")));
    stage.sender(session, "taken", 1);

    assertThatThrownBy(
            () -> session.createSender(LinkSettings.of("taken", Source.of("s"), Target.of("t"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(early::attach).isInstanceOf(IllegalStateException.class);

    peer.takeNothing();
  }

  @Test
  void aNameAttachedAgainIsStolen() {
    // AMQP 2.6.1
    stage.sender(session, "link", 1);

    peer.send(RawPeer.receiver("link", 9));

    assertThat(Objects.requireNonNull(peer.take(Detach.class).error()).condition())
        .isEqualTo(ErrorConditions.LINK_STOLEN);
    assertThat(log.take())
        .containsExactly("closed link amqp:link:stolen", "asked for link", "attached link");
  }

  @Test
  void aNameAttachedAgainInAnotherSessionIsStolen() {
    // AMQP 2.6.1: a name stands for one link of its direction between two containers.
    stage.sender(session, "link", 1);
    peer.send(1, RawPeer.begin(-1, 0, 100));
    stage.forget();

    peer.send(1, RawPeer.sender("link", 0));
    assertThat(log.take()).containsExactly("asked for link", "attached link");
    peer.forget();
    peer.send(1, RawPeer.receiver("link", 9));

    WireFrame stolen = peer.takeFrame();
    assertThat(stolen.channel()).isZero();
    assertThat(Objects.requireNonNull(((Detach) stolen.body()).error()).condition())
        .isEqualTo(ErrorConditions.LINK_STOLEN);
    assertThat(peer.takeFrame().channel()).isEqualTo(1);
    assertThat(log.take())
        .containsExactly("closed link amqp:link:stolen", "asked for link", "attached link");
    peer.takeNothing();
  }

  @Test
  void aLinkThatIsDetachedAlreadyIsNotStolen() {
    stage.sender(session, "link", 1).detach(true, null);
    peer.send(1, RawPeer.begin(-1, 0, 100));
    stage.forget();

    peer.send(1, RawPeer.receiver("link", 9));

    assertThat(peer.takeAll(Detach.class)).isEmpty();
    assertThat(log.take()).containsExactly("asked for link", "attached link");
  }

  @Test
  void aClosingDetachIsAnsweredWithOne() {
    // AMQP 2.6.6
    SenderLink sender = stage.sender(session, "link", 1);

    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.DETACH_FORCED, "x")));

    assertThat(peer.take(Detach.class).closed()).isTrue();
    assertThat(log.take()).containsExactly("closed link amqp:link:detach-forced");
    assertThat(sender.isLocallyOpen()).isFalse();
  }

  @Test
  void aSuspendingDetachIsAnsweredWithOne() {
    // AMQP 2.6.4
    stage.sender(session, "link", 1);

    peer.send(new Detach(0, false, null));

    assertThat(peer.take(Detach.class).closed()).isFalse();
    assertThat(log.take()).containsExactly("suspended link");
  }

  @Test
  void aSuspendedLinkComesBackUnderItsNameWithoutCredit() {
    // AMQP 2.6.4
    SenderLink sender = stage.sender(session, "link", 5);
    sender.detach(false, null);
    peer.send(new Detach(0, false, null));
    stage.forget();

    sender.attach();
    peer.send(RawPeer.receiver("link", 0));

    assertThat(peer.take(Attach.class).name()).isEqualTo("link");
    assertThat(log.take()).containsExactly("attached link");
    assertThat(sender.credit()).isZero();
  }

  @Test
  void whatWeSuspendedAndThePeerClosedIsClosedByUsToo() {
    // AMQP 2.6.6: attach again, then detach closed.
    SenderLink sender = stage.sender(session, "link", 1);
    sender.detach(false, null);
    stage.forget();

    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.RESOURCE_DELETED, "x")));

    assertThat(peer.take(Attach.class).name()).isEqualTo("link");
    assertThat(log.take()).containsExactly("closed link amqp:resource-deleted");
    peer.send(RawPeer.receiver("link", 0));
    assertThat(peer.take(Detach.class).closed()).isTrue();
  }

  @Test
  void framesForALinkThatWeDetachedAreDiscarded() {
    // AMQP 2.6.5: they were on their way.
    ReceiverLink receiver = stage.receiver(session, "link", 5);
    receiver.detach(true, null);
    stage.forget();

    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[3]);
    peer.send(RawPeer.flow(0, 1, 0, 1, 0, false, true));
    assertThat(log.take()).isEmpty();
    peer.send(new Detach(0, true, null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link");
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aHandleIsFreeAgainAfterBothDetaches() {
    // AMQP 2.6.2
    SenderLink first = stage.sender(session, "first", 0);
    first.detach(true, null);
    SenderLink second =
        session.createSender(LinkSettings.of("second", Source.of("s"), Target.of("t")));
    second.attach();
    assertThat(second.localHandle()).isEqualTo(1);

    peer.send(new Detach(0, true, null));
    SenderLink third =
        session.createSender(LinkSettings.of("third", Source.of("s"), Target.of("t")));
    third.attach();

    assertThat(third.localHandle()).isZero();
  }

  @Test
  void anAttachTakenBackBeforeItIsAnsweredIsAnsweredAndForgotten() {
    // AMQP 2.6.3
    log.grants = false;
    peer.send(RawPeer.sender("theirs", 4));
    Link link = log.links.get(0);
    log.take();

    peer.send(new Detach(4, true, null));
    peer.take(Attach.class);
    peer.take(Detach.class);
    link.refuse(new AmqpError(ErrorConditions.NOT_FOUND, "too late"));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed theirs");
  }

  @Test
  void attachDoesNothingWhileTheLinkIsDetaching() {
    SenderLink sender = stage.sender(session, "link", 0);
    sender.detach(true, null);
    stage.forget();

    sender.attach();

    peer.takeNothing();
    assertThat(sender.isLocallyOpen()).isFalse();
  }

  @Test
  void aFaceThatDetachesInAnyOrderIsToldOnce() {
    // Both ends detach at the same time.
    SenderLink sender = stage.sender(session, "link", 0);
    sender.detach(true, null);
    sender.detach(true, null);

    peer.send(new Detach(0, true, null));
    sender.detach(true, null);

    assertThat(peer.takeAll(Detach.class)).hasSize(1);
    assertThat(log.take()).containsExactly("closed link");
  }

  @Test
  void aFaceThatSendsWhileItIsToldOfALostDeliveryUsesNoDetachedLink() {
    // AMQP 2.6.5: nothing follows a detach.
    SenderLink sender = stage.sender(session, "link", 5);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    sender.send(Stage.message(1, "waiting"));
    stage.forget();
    log.next = () -> assertThat(sender.credit()).isZero();

    sender.detach(true, null);

    peer.take(Detach.class);
    peer.takeNothing();
    assertThat(log.take()).containsExactly("lost waiting");
  }

  @Test
  void theSettleModesAreThoseOfTheAnswer() {
    // AMQP 2.6.3: the answer has the agreed value.
    SenderLink sender =
        session.createSender(
            LinkSettings.of("link", Source.of("s"), Target.of("t"))
                .withSettleModes(SenderSettleMode.MIXED, ReceiverSettleMode.SECOND));
    sender.attach();
    peer.send(RawPeer.receiver("link", 0));
    assertThat(Objects.requireNonNull(sender.remoteAttach()).receiverSettleMode())
        .isEqualTo(ReceiverSettleMode.FIRST);

    log.grants = false;
    peer.send(RawPeer.receiver("theirs", 1));
    SenderLink theirs = (SenderLink) log.links.get(0);
    theirs.settings(
        theirs.settings().withSettleModes(SenderSettleMode.SETTLED, ReceiverSettleMode.FIRST));
    theirs.attach();

    assertThat(theirs.senderSettleMode()).isEqualTo(SenderSettleMode.SETTLED);
  }

  @Test
  void creditThatCameBeforeOurAttachIsToldAfterIt() {
    // AMQP 2.6.7: attach and flow may be pipelined.
    log.grants = false;
    peer.send(RawPeer.receiver("theirs", 0));
    peer.send(RawPeer.flow(0, 0, 0, RawPeer.NO_FIELD, 4));
    log.take();

    log.links.get(0).attach();

    assertThat(log.take()).containsExactly("attached theirs", "credit theirs 4");
  }

  @Test
  void aLinkDetachedBeforeItsSessionIsBegunIsReported() {
    ConnectionEngine fresh = new ConnectionEngine(ConnectionSettings.of("fresh"), log);
    SessionEndpoint waiting = fresh.createSession();
    waiting.begin();
    SenderLink sender =
        waiting.createSender(LinkSettings.of("link", Source.of("s"), Target.of("t")));
    sender.listener(log);
    sender.attach();

    sender.detach(true, null);

    assertThat(log.take()).containsExactly("closed link");
  }

  @Test
  void anErrorOfThePeerOnALinkLeavesTheOthersAlone() {
    // AMQP 2.6.5
    SenderLink sender = stage.sender(session, "good", 1);
    stage.receiver(session, "bad", 0);

    peer.send(0, RawPeer.transfer(1, 0, ""), new byte[1]);

    assertThat(Objects.requireNonNull(peer.take(Detach.class).error()).condition())
        .isEqualTo(ErrorConditions.TRANSFER_LIMIT_EXCEEDED);
    assertThat(log.take()).containsExactly("closed bad amqp:link:transfer-limit-exceeded");
    assertThat(sender.isAttached()).isTrue();
    peer.send(RawPeer.flow(0, 1, 0, 0, 5, false, true));
    assertThat(peer.take(Flow.class).handle()).isZero();
  }
}
