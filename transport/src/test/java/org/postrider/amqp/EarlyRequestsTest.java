// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.testpeer.TestPayload;

/** What is asked of a container before it runs comes before all that its handler asks for. */
@Timeout(60)
class EarlyRequestsTest {

  private static final String NOBODY = "amqp://127.0.0.1:1";

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  /** A handler that keeps the names of all events, and does something when it starts. */
  private MessagingHandler starting(Consumer<Event> work) {
    return new MessagingHandler() {
      @Override
      public void onStart(Event event) {
        told.add(EventType.START.name());
        work.accept(event);
      }

      @Override
      public void onLinkClosed(Event event) {
        onUnhandled(event);
        event.connection().close();
      }

      @Override
      public void onUnhandled(Event event) {
        told.add(event.type().name());
      }
    };
  }

  private static void expectMessages(ScriptedPeer peer, String... bodies) {
    peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
    peer.expectAttach().ofSender().respond().grantCredit(bodies.length);
    for (String body : bodies) {
      peer.expectTransfer().withPayload(TestPayload.ofValue(body)).respondAccepted();
    }
    peer.expectDetach().closed().respond();
    peer.expectClose().respond();
  }

  @Test
  void messagesGoOutBeforeTheirSenderIsClosedInOnStart() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectMessages(peer, "one", "two", "three");
      List<Sender> senders = new ArrayList<>();
      Container container = new Container(starting(event -> senders.get(0).close()));
      senders.add(container.createSender(container.connect(peer.uri()), "q"));
      List.of("one", "two", "three").forEach(body -> senders.get(0).send(new Message(body)));

      container.run();

      assertThat(told).containsOnlyOnce(EventType.LINK_FINAL.name());
      assertThat(told).doesNotContain(EventType.DELIVERY_LOST.name());
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void messagesGoOutBeforeThoseOfOnStart() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectMessages(peer, "one", "two", "three");
      List<Sender> senders = new ArrayList<>();
      Container container =
          new Container(
              starting(
                  event -> {
                    senders.get(0).send(new Message("two"));
                    senders.get(0).send(new Message("three"));
                    senders.get(0).close();
                  }));
      senders.add(container.createSender(container.connect(peer.uri()), "q"));
      senders.get(0).send(new Message("one"));

      container.run();

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void onStartIsTheFirstEventThoughAConnectionWasAskedForBefore() {
    Container container = new Container(starting(event -> event.container().stop()));
    container.connect(NOBODY);
    container.execute(() -> told.add("executed"));

    container.run();

    assertThat(told).startsWith(EventType.START.name()).doesNotContain("executed");
  }

  @Test
  void aConnectionThatIsClosedInItsFirstEventHadAllThatWasAskedOfIt() {
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onConnectionInit(Event event) {
                told.add(EventType.CONNECTION_INIT.name());
                event.connection().close();
              }

              @Override
              public void onUnhandled(Event event) {
                told.add(event.type().name());
              }
            });
    Connection connection = container.connect(NOBODY);
    container.createSender(connection, "q").send(new Message("never sent"));

    container.run();

    assertThat(told)
        .containsSubsequence(
            EventType.CONNECTION_INIT.name(),
            EventType.LINK_INIT.name(),
            EventType.DELIVERY_LOST.name(),
            EventType.LINK_FINAL.name(),
            EventType.SESSION_FINAL.name(),
            EventType.CONNECTION_FINAL.name())
        .endsWith(EventType.CONNECTION_FINAL.name());
  }

  @Test
  void anAcceptorThatIsClosedInOnStartDoesNotKeepTheContainer() {
    List<Acceptor> acceptors = new ArrayList<>();
    Container container = new Container(starting(event -> acceptors.get(0).close()));
    acceptors.add(container.listen("amqp://127.0.0.1:0"));

    container.run();

    assertThat(told).containsExactly(EventType.START.name());
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anAcceptorThatTheLoopClosesBeforeItHeardOfItDoesNotKeepTheContainer() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Acceptor> acceptor = new CompletableFuture<>();
    Container container =
        new Container(
            starting(
                event -> {
                  started.complete(null);
                  acceptor.orTimeout(30, TimeUnit.SECONDS).join().close();
                }));
    CompletableFuture<Void> run = CompletableFuture.runAsync(container::run);

    started.get(30, TimeUnit.SECONDS);
    acceptor.complete(container.listen("amqp://127.0.0.1:0"));

    run.get(30, TimeUnit.SECONDS);
    assertThat(container.failure()).isNull();
  }

  @Test
  void aTransactionIsToldItsEndWhereItsConnectionIsClosedInOnStart() {
    List<Connection> connections = new ArrayList<>();
    Container container = new Container(starting(event -> connections.get(0).close()));
    connections.add(container.connect(NOBODY));
    container.declareTransaction(connections.get(0));

    container.run();

    assertThat(told)
        .containsSubsequence(
            EventType.START.name(),
            EventType.CONNECTION_INIT.name(),
            EventType.SESSION_INIT.name(),
            EventType.TRANSACTION_DECLARE_FAILED.name(),
            EventType.SESSION_FINAL.name(),
            EventType.CONNECTION_FINAL.name())
        .endsWith(EventType.CONNECTION_FINAL.name());
  }

  @Test
  void aContainerThatIsStoppedBeforeItRanTellsTheEndOfATransactionAndNothingBehindALinksLast()
      throws Exception {
    Container container = new Container(starting(event -> {}));
    Connection connection = container.connect(NOBODY);
    container.declareTransaction(connection);
    Sender sender = container.createSender(connection, "q");
    sender.send(new Message("one"));
    sender.send(new Message("two"));

    container.stop();

    assertThat(container.awaitStopped(Duration.ofSeconds(30))).isTrue();
    assertThat(told)
        .containsExactly(
            EventType.TRANSACTION_DECLARE_FAILED.name(),
            EventType.DELIVERY_LOST.name(),
            EventType.DELIVERY_LOST.name(),
            EventType.LINK_FINAL.name());
  }

  @Test
  void aTransactionThatTheLoopHearsOfBehindTheEndOfItsConnectionHasFailed() throws Exception {
    CompletableFuture<Connection> made = new CompletableFuture<>();
    CompletableFuture<Void> declared = new CompletableFuture<>();
    Container container =
        new Container(
            starting(
                event -> {
                  made.complete(event.container().connect(NOBODY));
                  declared.orTimeout(30, TimeUnit.SECONDS).join();
                  made.join().close();
                }));
    CompletableFuture<Void> run = CompletableFuture.runAsync(container::run);

    container.declareTransaction(made.get(30, TimeUnit.SECONDS));
    declared.complete(null);

    run.get(30, TimeUnit.SECONDS);
    assertThat(told)
        .contains(EventType.TRANSACTION_DECLARE_FAILED.name())
        .doesNotContain(EventType.SESSION_INIT.name());
  }
}
