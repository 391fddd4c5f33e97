// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptedPeerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static void expectSession(ScriptedPeer peer) {
    peer.expectAmqpHeader().expectOpen().respond().expectBegin().respond();
  }

  private static void beginSession(RawClient client) throws Exception {
    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("c"));
    client.take(Open.class);
    client.send(7, RawClient.begin());
    client.take(Begin.class);
  }

  @Test
  void wholeConversationOfASenderIsPlayed() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectSaslAnonymous();
      peer.expectOpen().withContainerId("c").respondWith(o -> o.withContainerId("server"));
      peer.expectBegin().initiating().respond();
      peer.expectAttach().ofSender().withName("l").withTargetAddress("to").respond();
      peer.grantCredit(10);
      peer.expectTransfer().unsettled().withPayload(TestPayload.text("hi")).respondAccepted();
      peer.expectDetach().closed().respond();
      peer.expectEnd().respond();
      peer.expectClose().respond();
      peer.expectDisconnect();

      client.connectAnonymously();
      client.send(0, RawClient.open("c"));
      assertThat(client.take(Open.class).containerId()).isEqualTo("server");
      client.send(7, RawClient.begin());
      assertThat(client.take(Begin.class).remoteChannel()).isEqualTo(7);
      client.send(7, RawClient.attach("l", 3, Role.SENDER));
      Attach attach = client.take(Attach.class);
      Flow flow = client.take(Flow.class);
      client.send(7, RawClient.transfer(3, 5, false), TestPayload.text("hi"));
      Disposition disposition = client.take(Disposition.class);
      client.send(7, new Detach(3, true, null));
      assertThat(client.take(Detach.class)).isEqualTo(new Detach(3, true, null));
      client.send(7, new End(null));
      client.take(End.class);
      client.send(0, RawClient.closing());
      client.take(Close.class);
      client.hangUp();

      peer.waitForScriptToComplete();
      assertThat(attach.role()).isEqualTo(Role.RECEIVER);
      assertThat(attach.target()).isEqualTo(Target.of("to"));
      assertThat(flow.handle()).isEqualTo(3);
      assertThat(flow.linkCredit()).isEqualTo(10);
      assertThat(flow.nextIncomingId()).isZero();
      assertThat(disposition)
          .isEqualTo(new Disposition(Role.RECEIVER, 5, 5, true, Accepted.INSTANCE, false));
    }
  }

  @Test
  void transfersToAReceiverAreFilledIn() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().ofReceiver().withSourceAddress("from").respond();
      peer.expectFlow().withLinkCredit(2);
      peer.remoteTransfer().withText("one").send();
      peer.remoteTransfer().withPayload((byte) 1).withMore().send();
      peer.remoteTransfer().withPayload((byte) 2).send();
      peer.expectDisposition().ofReceiver().ofDeliveries(0, 1).settled().accepted();

      beginSession(client);
      client.send(7, RawClient.attach("r", 0, Role.RECEIVER));
      client.take(Attach.class);
      client.send(7, RawClient.credit(0, 0, 2));
      Transfer first = client.take(Transfer.class);
      Transfer second = client.take(Transfer.class);
      Transfer rest = client.take(Transfer.class);
      client.send(7, new Disposition(Role.RECEIVER, 0, 1, true, Accepted.INSTANCE, false));

      peer.waitForScriptToComplete();
      assertThat(first.deliveryId()).isZero();
      assertThat(first.deliveryTag()).isNotNull().isNotEqualTo(second.deliveryTag());
      assertThat(second.deliveryId()).isEqualTo(1);
      assertThat(second.more()).isTrue();
      assertThat(rest.deliveryId()).isEqualTo(-1);
      assertThat(rest.more()).isFalse();
    }
  }

  @Test
  void drainAdvancesTheDeliveryCountByTheCreditLeft() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().ofReceiver().respondWith(a -> a.withInitialDeliveryCount(40));
      peer.expectFlow().withLinkCredit(5).notDraining();
      peer.remoteTransfer().withText("one").send();
      peer.expectFlow().draining().respondDrained();

      beginSession(client);
      client.send(7, RawClient.attach("r", 0, Role.RECEIVER));
      assertThat(client.take(Attach.class).initialDeliveryCount()).isEqualTo(40);
      client.send(7, RawClient.credit(0, 40, 5));
      client.take(Transfer.class);
      client.send(7, new Flow(1, 100, 0, 100, 0, 41, 4, -1, true, false, Map.of()));
      Flow drained = client.take(Flow.class);

      assertThat(drained.deliveryCount()).isEqualTo(45);
      assertThat(drained.linkCredit()).isZero();
      assertThat(drained.drain()).isTrue();
      assertThat(drained.nextOutgoingId()).isEqualTo(1);
    }
  }

  @Test
  void refusedLinkIsAttachedWithoutTerminusAndDetached() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().ofSender().refuse("amqp:not-found", "no such node");
      peer.expectDetach().closed();

      beginSession(client);
      client.send(7, RawClient.attach("l", 2, Role.SENDER));
      Attach attach = client.take(Attach.class);
      Detach detach = client.take(Detach.class);
      client.send(7, new Detach(2, true, null));

      peer.waitForScriptToComplete();
      assertThat(attach.target()).isNull();
      assertThat(detach.closed()).isTrue();
      assertThat(detach.error()).isNotNull();
      assertThat(detach.error().condition()).hasToString("amqp:not-found");
    }
  }

  @Test
  void dynamicSourceIsGivenAnAddress() throws Exception {
    Source dynamic =
        new Source(
            null,
            TerminusDurability.NONE,
            ExpiryPolicy.SESSION_END,
            0,
            true,
            Map.of(),
            null,
            Map.of(),
            null,
            List.of(),
            List.of());
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().withSource("a dynamic source", Source::dynamic).respond();

      beginSession(client);
      client.send(7, RawClient.attach("r", 0, Role.RECEIVER, dynamic, Target.of("to")));
      Attach attach = client.take(Attach.class);

      assertThat(attach.source()).isNotNull();
      assertThat(attach.source().address()).isEqualTo("dynamic-r");
    }
  }

  @Test
  void transactionIsDeclaredAndCommitted() throws Exception {
    byte[] txnId = {1, 2};
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().ofSender().respond().grantCredit(2);
      peer.expectTransfer().ofDeclare().respondDeclared(txnId);
      peer.expectTransfer().ofCommit(txnId).respondAccepted();

      beginSession(client);
      client.send(7, RawClient.attach("txn", 0, Role.SENDER));
      client.take(Attach.class);
      client.take(Flow.class);
      byte[] declare = TestPayload.ofValue(new Declare(null));
      client.send(7, RawClient.transfer(0, 0, false), declare);
      Disposition declared = client.take(Disposition.class);
      byte[] commit = TestPayload.ofValue(new Discharge(Binary.wrap(txnId), false));
      client.send(7, RawClient.transfer(0, 1, false), commit);
      client.take(Disposition.class);

      assertThat(declared.state()).isEqualTo(new Declared(Binary.wrap(txnId)));
    }
  }

  @Test
  void sessionsAndLinksOfThePeerGetFreeNumbers() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectAmqpHeader().expectOpen().respond();
      peer.remoteBegin().send();
      peer.expectBegin().answering(0);
      peer.remoteAttach().asSender().withName("a").send();
      peer.remoteAttach().asReceiver().withName("b").send();
      peer.expectAttach().ofReceiver().withName("a");
      peer.expectAttach().ofSender().withName("b");
      peer.grantCredit(1);

      client.exchange(ProtocolHeader.AMQP);
      client.send(0, RawClient.open("c"));
      client.take(Open.class);
      assertThat(client.take(Begin.class).remoteChannel()).isEqualTo(-1);
      client.send(4, new Begin(0, 9, 100, 100, 255, List.of(), List.of(), Map.of()));
      assertThat(client.take(Attach.class).handle()).isZero();
      assertThat(client.take(Attach.class).handle()).isEqualTo(1);
      client.send(4, RawClient.attach("a", 20, Role.RECEIVER));
      client.send(4, RawClient.attach("b", 21, Role.SENDER));
      Flow flow = client.take(Flow.class);

      assertThat(flow.handle()).isEqualTo(1);
      assertThat(flow.nextIncomingId()).isEqualTo(9);
    }
  }

  @Test
  void linksAreToldApartByName() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      expectSession(peer);
      peer.expectAttach().withName("a").respond().expectAttach().withName("b").respond();
      peer.remoteFlow().onLink("a").withLinkCredit(3).send();
      peer.remoteDetach().onLink("a").closed().withErrorOf("amqp:resource-deleted", "").send();
      peer.expectDetach().withHandle(1);
      peer.remoteDetach().closed().send();

      beginSession(client);
      client.send(7, RawClient.attach("a", 1, Role.SENDER));
      client.take(Attach.class);
      client.send(7, RawClient.attach("b", 2, Role.SENDER));
      client.take(Attach.class);

      assertThat(client.take(Flow.class).handle()).isEqualTo(1);
      assertThat(client.take(Detach.class).handle()).isEqualTo(1);
      client.send(7, new Detach(1, true, null));
      assertThat(client.take(Detach.class).handle()).isEqualTo(2);
    }
  }

  @Test
  void reconnectIsScriptedConnectionByConnection() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectAmqpHeader().expectOpen().withContainerId("first").respond().dropConnection();
      peer.expectConnection();
      peer.expectAmqpHeader().expectOpen().withContainerId("second").respond();

      try (RawClient client = new RawClient(peer.port())) {
        client.exchange(ProtocolHeader.AMQP);
        client.send(0, RawClient.open("first"));
        client.take(Open.class);
        assertThat(client.take()).isInstanceOf(Received.Closed.class);
      }
      try (RawClient client = new RawClient(peer.port())) {
        client.exchange(ProtocolHeader.AMQP);
        client.send(0, RawClient.open("second"));
        client.take(Open.class);
      }

      peer.waitForScriptToComplete();
      assertThat(peer.connections()).isEqualTo(2);
      assertThat(peer.frames()).extracting(ReceivedFrame::connection).containsExactly(1, 2);
    }
  }

  @Test
  void resetIsSeenByTheClient() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectAmqpHeader().resetConnection();

      client.exchange(ProtocolHeader.AMQP);

      assertThat(client.take()).isEqualTo(new Received.Closed("reset"));
    }
  }

  @Test
  void scriptWaitsForLatchesAndHolds() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch opened = new CountDownLatch(1);
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectAmqpHeader().expectOpen();
      peer.then(opened::countDown).after(latch);
      Hold hold = peer.hold();
      peer.remoteOpen().withContainerId("late").send();

      client.exchange(ProtocolHeader.AMQP);
      client.send(0, RawClient.open("c"));
      opened.await();
      assertThat(client.hasNothing()).isTrue();
      latch.countDown();
      assertThat(client.hasNothing()).isTrue();
      hold.release();

      assertThat(client.take(Open.class).containerId()).isEqualTo("late");
    }
  }

  @Test
  void framesCanBeTakenInsteadOfExpected() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.allowSurplus().expectAmqpHeader();

      client.exchange(ProtocolHeader.AMQP);
      client.send(0, RawClient.open("c"));
      client.send(3, RawClient.begin());

      Open open = peer.takeFrame(PATIENCE).performative(Open.class);
      ReceivedFrame begin = peer.takeFrame(PATIENCE);
      assertThat(open.containerId()).isEqualTo("c");
      assertThat(begin.channel()).isEqualTo(3);
      assertThat(peer.frames()).hasSize(2).endsWith(begin);
    }
  }

  @Test
  void emptyFramesAreCountedAndPassedOverUnlessExpected() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectAmqpHeader().expectOpen().respond().sendHeartbeat().expectEmptyFrame();

      client.exchange(ProtocolHeader.AMQP);
      client.sendEmptyFrame();
      client.send(0, RawClient.open("c"));
      client.take(Open.class);
      assertThat(client.take()).isEqualTo(new Received.Empty(0));
      client.sendEmptyFrame();

      peer.waitForScriptToComplete();
      // The log comes after the script.
      await().untilAsserted(() -> assertThat(peer.emptyFrames()).isEqualTo(2));
    }
  }

  @Test
  void optionalAndIgnoredFramesMayComeOrNot() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.ignore(Flow.class);
      expectSession(peer);
      peer.expectAttach().withName("never").optional().respond();
      peer.expectAttach().withName("l").respond();
      peer.expectFlow().echoing().respond();
      peer.expectEnd().optional();

      beginSession(client);
      client.send(7, RawClient.credit(-1, -1, -1));
      client.send(7, RawClient.attach("l", 0, Role.RECEIVER));
      client.take(Attach.class);
      client.send(7, RawClient.credit(0, 0, 1));
      client.send(7, new Flow(0, 100, 0, 100, 0, 0, 1, -1, false, true, Map.of()));
      Flow answer = client.take(Flow.class);

      peer.waitForScriptToComplete();
      assertThat(answer.handle()).isZero();
      assertThat(answer.linkCredit()).isEqualTo(1);
    }
  }

  @Test
  void anythingCanBeSent() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        RawClient client = new RawClient(peer.port())) {
      peer.expectAmqpHeader().sendFrame(9, RawClient.closing());
      peer.sendFrame(1, RawClient.transfer(0, 0, false), new byte[] {42});
      peer.sendBytes("no frame".getBytes(StandardCharsets.US_ASCII));

      client.exchange(ProtocolHeader.AMQP);

      assertThat(client.take()).isEqualTo(new Received.Frame(9, RawClient.closing(), Binary.EMPTY));
      assertThat(client.take())
          .isEqualTo(
              new Received.Frame(1, RawClient.transfer(0, 0, false), Binary.wrap(new byte[] {42})));
    }
  }

  @Test
  void peerAsClientTalksToPeerAsServer() {
    try (ScriptedPeer server = ScriptedPeer.listen();
        ScriptedPeer client = ScriptedPeer.connectTo(server.port())) {
      server.expectSaslAnonymous().expectOpen().withContainerId("client").respond();
      server.expectClose().respond();

      client.connectWithSaslAnonymous().remoteOpen().withContainerId("client").send();
      client.expectOpen().withContainerId(RemoteOpen.DEFAULT_CONTAINER_ID);
      client.remoteClose().send().expectClose();

      client.waitForScriptToComplete();
      server.waitForScriptToComplete();
    }
  }
}
