// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.testpeer.TestPayload;

/** What a handler sends when a message is lost. */
@Timeout(60)
class ResendTest {

  @Test
  void aMessageThatIsSentAgainWhenItIsLostGoesOverTheNextConnection() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onLinkOpened(Event event) {
                if (sent.getCount() > 0) {
                  event.sender().send(new Message("x"));
                  sent.countDown();
                }
              }

              @Override
              public void onDeliveryLost(Event event) {
                if (!event.connection().isClosed()) {
                  event.sender().send(new Message("x"));
                }
              }
            });
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer);
      Hold waits = peer.hold();
      peer.dropConnection().expectConnection();
      attaches(peer).grantCredit(1).expectTransfer().respondAccepted().allowSurplus();
      container.start();
      container.createSender(container.connect(peer.uri()), "q");
      sent.await();
      waits.release();

      peer.waitForScriptToComplete();
    } finally {
      container.stop();
    }
  }

  @Test
  void aMessageThatIsSentAgainWhenItsLinkEndsIsToldAsLost() throws Exception {
    CountDownLatch lost = new CountDownLatch(2);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onLinkOpened(Event event) {
                event.sender().send(new Message("x"));
              }

              @Override
              public void onDeliveryLost(Event event) {
                lost.countDown();
                if (lost.getCount() > 0) {
                  event.sender().send(new Message("x"));
                }
              }
            });
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).remoteDetach().closed().send().expectDetach();
      peer.allowSurplus();
      container.start();
      container.createSender(container.connect(peer.uri()), "q");

      assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
      peer.waitForScriptToComplete();
    } finally {
      container.stop();
    }
  }

  /** Sends messages when it can for the first time, and again what is lost. */
  private static class Resending implements MessagingHandler {

    final List<Object> lost = Collections.synchronizedList(new ArrayList<>());
    private final List<String> texts;
    // The loop's.
    private final Map<Delivery, String> sent = new HashMap<>();

    Resending(String... texts) {
      this.texts = List.of(texts);
    }

    @Override
    public void onSendable(Event event) {
      if (sent.isEmpty()) {
        texts.forEach(text -> send(event.sender(), text));
      }
    }

    @Override
    public void onDeliveryLost(Event event) {
      String text = sent.getOrDefault(event.delivery(), "");
      lost.add(text);
      again(event.sender(), text);
    }

    void again(Sender sender, String text) {
      send(sender, text);
    }

    void send(Sender sender, String text) {
      sent.put(sender.send(new Message(text)), text);
    }
  }

  private static void expectText(ScriptedPeer peer, String text) {
    peer.expectTransfer().withPayload(TestPayload.text(text)).respondAccepted();
  }

  @Test
  void whatIsSentAgainAsItIsLostKeepsItsOrderAndIsNotLostOnceMore() {
    Resending handler = new Resending("has gone out", "waits", "waits too");
    Container container = new Container(handler);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).grantCredit(1);
      peer.expectTransfer();
      peer.dropConnection().expectConnection();
      attaches(peer).grantCredit(3);
      expectText(peer, "has gone out");
      expectText(peer, "waits");
      expectText(peer, "waits too");
      container.start();
      container.createSender(container.connect(peer.uri()), "q");

      peer.waitForScriptToComplete();
      assertThat(handler.lost).containsExactly("has gone out", "waits", "waits too");
    } finally {
      container.stop();
    }
  }

  @Test
  void whatIsSentOverAnotherLinkAsALossIsToldIsNotLostWithIt() {
    List<Sender> senders = Collections.synchronizedList(new ArrayList<>());
    Resending handler =
        new Resending("one") {
          @Override
          void again(Sender sender, String text) {
            if (lost.size() == 1) {
              send(senders.get(1), "another");
            }
          }
        };
    Container container = new Container(handler);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).grantCredit(1).expectAttach().ofSender().respond().expectTransfer();
      peer.dropConnection().expectConnection();
      attaches(peer).expectAttach().ofSender().respond().grantCredit(1);
      expectText(peer, "another");
      Connection connection = container.connect(peer.uri());
      senders.add(container.createSender(connection, "q"));
      senders.add(container.createSender(connection, "another"));
      container.start();

      peer.waitForScriptToComplete();
      assertThat(handler.lost).containsExactly("one");
    } finally {
      container.stop();
    }
  }

  @Test
  void whatARollbackTakesBackAsALossIsToldIsLostOnce() throws Exception {
    List<Delivery> lost = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Transaction> declared = new AtomicReference<>();
    CountDownLatch back = new CountDownLatch(1);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onTransactionDeclared(Event event) {
                declared.set(event.transaction());
                Sender sender = event.container().createSender(event.connection(), "q");
                sender.send(new Message("one"));
                event.transaction().send(sender, new Message("two"));
                sender.send(new Message("three"));
              }

              @Override
              public void onDeliveryLost(Event event) {
                lost.add(event.delivery());
                if (lost.size() == 1) {
                  declared.get().abort();
                }
              }

              @Override
              public void onReconnected(Event event) {
                back.countDown();
              }
            });
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
      peer.expectAttach().ofCoordinator().respond().grantCredit(10);
      peer.expectTransfer().ofDeclare().respondDeclared(TransactionScript.ID);
      peer.expectAttach().ofSender().respond().grantCredit(1).expectTransfer();
      peer.dropConnection().expectConnection();
      peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
      peer.expectAttach().ofCoordinator().respond().expectAttach().ofSender().respond();
      container.start();
      container.declareTransaction(container.connect(peer.uri()));

      assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
      peer.waitForScriptToComplete();
      assertThat(lost).hasSize(3).doesNotHaveDuplicates();
    } finally {
      container.stop();
    }
  }

  private static ScriptedPeer attaches(ScriptedPeer peer) {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond();
    return peer.expectAttach().ofSender().respond();
  }
}
