// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.testpeer.RemoteAttach;
import org.postrider.testpeer.ScriptedPeer;

/** What a listener grants of what a peer asks for, and what it refuses, frame by frame. */
@Timeout(60)
class GrantingTest {

  private static final TransactionalState IN_TRANSACTION =
      new TransactionalState(Binary.copyOf(new byte[] {9}), null);
  private static final String UNKNOWN = "amqp:transaction:unknown-id";

  private final Container server = new Container();

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void aSendersLinkWithoutATargetIsRefused() {
    // AMQP 2.6.3
    try (ScriptedPeer peer = begun(new Recorder())) {
      attach(peer, link -> link.asSender().withTarget(null));
      peer.expectAttach().ofReceiver().matching("no target", link -> link.target() == null);
      peer.expectDetach().closed().withErrorCondition("amqp:invalid-field").respond();

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aReceiversLinkWithoutASourceIsRefused() {
    // AMQP 2.6.3
    try (ScriptedPeer peer = begun(new Recorder())) {
      attach(peer, link -> link.asReceiver().withSource(null));
      peer.expectAttach().ofSender().matching("no source", link -> link.source() == null);
      peer.expectDetach().closed().withErrorCondition("amqp:invalid-field").respond();

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aHandlerMayGiveALinkTheTerminusThatThePeerDidNotName() {
    Recorder handler =
        new Recorder() {
          @Override
          public void onLinkOpening(Event event) {
            if (event.receiver() != null) {
              event.receiver().open("jobs", new ReceiverOptions());
            } else {
              event.sender().open("news", new SenderOptions());
            }
          }
        };
    try (ScriptedPeer peer = begun(handler)) {
      attach(peer, link -> link.asSender().withTarget(null));
      peer.expectAttach().ofReceiver().withTargetAddress("jobs");
      attach(peer, link -> link.withName("other").asReceiver().withSource(null));
      peer.expectAttach().ofSender().withSourceAddress("news");

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aMessageInATransactionIsRejectedWhereNobodyCoordinates() {
    // AMQP 4.4.1
    Recorder handler = new Recorder(EventType.MESSAGE);
    try (ScriptedPeer peer = begun(handler)) {
      attach(peer, RemoteAttach::asSender);
      peer.expectAttach().ofReceiver();
      peer.remoteTransfer().withText("in it").withState(IN_TRANSACTION).send();
      peer.expectDisposition()
          .ofReceiver()
          .settled()
          .matching("rejected: " + UNKNOWN, GrantingTest::isRejected);
      peer.remoteTransfer().withText("outside").send().expectDisposition().accepted();

      peer.waitForScriptToComplete();
      assertThat(handler.bodies(1)).containsExactly("outside");
    }
  }

  private static boolean isRejected(Disposition disposition) {
    AmqpError error = disposition.state() instanceof Rejected rejected ? rejected.error() : null;
    return error != null && error.condition().toString().equals(UNKNOWN);
  }

  @Test
  void aSettledMessageInATransactionEndsItsLinkWhereNobodyCoordinates() {
    // AMQP 4.4.1: there is no outcome that could tell.
    Recorder handler = new Recorder(EventType.MESSAGE);
    try (ScriptedPeer peer = begun(handler)) {
      attach(peer, RemoteAttach::asSender);
      peer.expectAttach().ofReceiver();
      peer.remoteTransfer().withText("in it").settled().withState(IN_TRANSACTION).send();
      peer.expectDetach().closed().withErrorCondition(UNKNOWN).respond();

      peer.waitForScriptToComplete();
      assertThat(handler.isEmpty()).isTrue();
    }
  }

  @Test
  void anOutcomeInATransactionEndsItsLinkWhereNobodyCoordinates() {
    // AMQP 4.4.2
    Recorder handler =
        new Recorder(EventType.ACCEPTED, EventType.DELIVERY_LOST) {
          @Override
          public void onSendable(Event event) {
            event.sender().send(new Message("m"));
          }
        };
    TransactionalState accepted = new TransactionalState(IN_TRANSACTION.txnId(), Accepted.INSTANCE);
    try (ScriptedPeer peer = begun(handler)) {
      attach(peer, RemoteAttach::asReceiver);
      peer.expectAttach().ofSender();
      peer.grantCredit(1).expectTransfer().respondUnsettled(accepted);
      peer.expectDetach().closed().withErrorCondition(UNKNOWN).respond();

      peer.waitForScriptToComplete();
      handler.next(EventType.DELIVERY_LOST);
    }
  }

  /** A peer as client of a listener, with a session. */
  private ScriptedPeer begun(Recorder handler) {
    Acceptor acceptor =
        server.listen("amqp://127.0.0.1:0", new ConnectionOptions().handler(handler));
    server.start();
    ScriptedPeer peer = ScriptedPeer.connectTo(acceptor.port());
    peer.ignore(Flow.class);
    peer.connectWithSaslAnonymous().remoteOpen().withContainerId("peer").send();
    peer.expectOpen();
    peer.remoteBegin().send().expectBegin();
    return peer;
  }

  private static void attach(ScriptedPeer peer, UnaryOperator<RemoteAttach> words) {
    RemoteAttach named = peer.remoteAttach().withName("link");
    words.apply(named.withSourceAddress("s").withTargetAddress("t")).send();
  }
}
