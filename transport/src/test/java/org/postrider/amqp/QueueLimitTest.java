// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** What has credit, and waits for the session's window or the socket, counts for queueLimit. */
@Timeout(60)
class QueueLimitTest {

  private static final int MESSAGE_OCTETS = 100 * 1024;
  private static final int CREDIT = 1000;
  private static final int LIMIT = 1 << 20;
  // Until the limit is passed, not until it is reached.
  private static final int MESSAGES = LIMIT / (MESSAGE_OCTETS + 512) + 1;

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told = new Recorder(EventType.SENDABLE, EventType.DELIVERY_LOST);
  private final Container container = new Container(told);

  private static Message message() {
    return new Message(new byte[MESSAGE_OCTETS]);
  }

  /** Sends as a handler does, on the loop, and gives the messages. */
  private List<Delivery> sendAll(Sender sender) throws Exception {
    CompletableFuture<List<Delivery>> sent = new CompletableFuture<>();
    container.execute(
        () -> {
          List<Delivery> deliveries = new ArrayList<>();
          while (sender.credit() > 0) {
            deliveries.add(sender.send(message()));
          }
          sent.complete(deliveries);
        });
    return sent.get(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void opensWithoutWindow() {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respondWith(begin -> begin.withIncomingWindow(0));
    peer.expectAttach().respond();
    peer.remoteFlow().withHandle(0).withLinkCredit(CREDIT).withIncomingWindow(0).send();
  }

  private Sender start() {
    container.start();
    SenderOptions atMostOnce = new SenderOptions().atMostOnce();
    return container.createSender(container.connect(peer.uri()), "q", atMostOnce);
  }

  @Test
  void whatWaitsForTheWindow() throws Exception {
    try (peer) {
      peer.ignore(Flow.class);
      opensWithoutWindow();
      Hold window = peer.hold();
      peer.remoteFlow().withIncomingWindow(MESSAGES + 1).send();
      for (int i = 0; i <= MESSAGES; i++) {
        peer.expectTransfer().settled();
      }
      Sender sender = start();
      told.next(EventType.SENDABLE);

      assertThat(sendAll(sender)).hasSize(MESSAGES);
      assertThat(sender.credit()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> sender.send(message()))
          .withMessageContaining("queueLimit is " + LIMIT);
      assertThat(told.isEmpty()).isTrue();

      window.release();
      told.next(EventType.SENDABLE);
      assertThat(sender.credit()).isEqualTo(CREDIT - MESSAGES);
      sender.send(message());
      peer.waitForScriptToComplete();
      assertThat(told.isEmpty()).isTrue();
      container.stop();
    }
  }

  @Test
  void whatIsLostGivesItsRoomBack() throws Exception {
    try (peer) {
      opensWithoutWindow();
      Hold loss = peer.hold();
      peer.dropConnection().expectConnection();
      opensWithoutWindow();
      Sender sender = start();
      told.next(EventType.SENDABLE);
      List<Delivery> sent = sendAll(sender);

      loss.release();
      for (Delivery each : sent) {
        assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(each);
      }
      told.next(EventType.SENDABLE);
      assertThat(sendAll(sender)).hasSize(MESSAGES);

      peer.waitForScriptToComplete();
      container.stop();
    }
  }

  @Test
  void whatWaitsForTheSocket() throws Exception {
    int messages = 40;
    int octets = 1 << 20;
    List<Integer> rounds = new ArrayList<>();
    Recorder server = new Recorder(EventType.MESSAGE, EventType.LINK_CLOSED);
    MessagingHandler client =
        new MessagingHandler() {
          private int sent;

          @Override
          public void onSendable(Event event) {
            int before = sent;
            while (sent < messages && event.sender().credit() > 0) {
              event.sender().send(new Message(new byte[octets]));
              sent++;
            }
            rounds.add(sent - before);
            if (sent == messages && before < messages) {
              event.sender().close();
            }
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.connect(), "jobs");
      assertThat(server.bodies(messages)).hasSize(messages);
      server.next(EventType.LINK_CLOSED);
    }

    assertThat(rounds).allSatisfy(sent -> assertThat(sent).isLessThan(messages / 2));
  }
}
