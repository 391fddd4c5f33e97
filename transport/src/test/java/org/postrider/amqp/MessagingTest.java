// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.value.ErrorConditions;

/** Messages between two containers: credit, outcomes and settlement. */
@Timeout(60)
class MessagingTest {

  private static final EventType[] OUTCOMES = {
    EventType.ACCEPTED,
    EventType.REJECTED,
    EventType.RELEASED,
    EventType.MODIFIED,
    EventType.DELIVERY_UPDATED,
    EventType.SETTLED
  };

  @Test
  void aMessageIsSentWhenItCanBe() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE);
    Recorder client =
        new Recorder(EventType.LINK_CLOSED) {
          @Override
          public void onSendable(Event event) {
            event.sender().send(new Message("body").subject("s"));
            event.sender().close();
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.connect(), "jobs");

      Message received = server.next(EventType.MESSAGE).message();
      client.next(EventType.LINK_CLOSED);
      assertThat(received.body()).isEqualTo("body");
      assertThat(received.subject()).isEqualTo("s");
    }
  }

  @Test
  void theEventsOfADeliveryCarryWhatSendReturned() throws Exception {
    Recorder client = new Recorder(OUTCOMES);

    try (Loopback loopback = new Loopback(new MessagingHandler() {}, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      Delivery sent = sender.send(new Message("body"));

      Event accepted = client.next(EventType.ACCEPTED);
      client.next(EventType.DELIVERY_UPDATED);
      Event settled = client.next(EventType.SETTLED);

      assertThat(accepted.delivery()).isSameAs(sent);
      assertThat(accepted.sender()).isSameAs(sender);
      assertThat(settled.delivery()).isSameAs(sent);
      assertThat(sent.remoteState()).isEqualTo(Delivery.ACCEPTED);
      assertThat(sent.isRemotelySettled()).isTrue();
      assertThat(sent.isSettled()).isTrue();
      assertThat(accepted.receiver()).isNull();
      assertThat(accepted.message()).isNull();
    }
  }

  record Outcome(DeliveryState state, EventType event) {}

  static List<Outcome> outcomes() {
    return List.of(
        new Outcome(Delivery.ACCEPTED, EventType.ACCEPTED),
        new Outcome(
            new Rejected(new AmqpError(ErrorConditions.INVALID_FIELD, "bad")), EventType.REJECTED),
        new Outcome(Delivery.RELEASED, EventType.RELEASED),
        new Outcome(new Modified(false, true, java.util.Map.of()), EventType.MODIFIED));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void theHandlersOutcomeGoesBeforeAutoAccept(Outcome outcome) throws Exception {
    Recorder client = new Recorder(OUTCOMES);
    MessagingHandler server = Recorder.onMessage(event -> event.delivery().update(outcome.state()));

    try (Loopback loopback = new Loopback(server, client)) {
      Delivery sent =
          loopback.client.createSender(loopback.connect(), "jobs").send(new Message("body"));

      Event event = client.next(outcome.event());
      assertThat(sent.remoteState()).isEqualTo(outcome.state());
      if (outcome.state() instanceof Rejected) {
        assertThat(event.condition()).isEqualTo(ErrorConditions.INVALID_FIELD);
        assertThat(event.description()).isEqualTo("bad");
      }
      client.inOrder(EventType.DELIVERY_UPDATED, EventType.SETTLED);
      assertThat(client.isEmpty()).isTrue();
    }
  }

  @Test
  void aHandlerThatThrowsMakesTheDeliveryModifiedAndGoesOn() throws Exception {
    Recorder client = new Recorder(EventType.ACCEPTED, EventType.MODIFIED);
    MessagingHandler server =
        Recorder.onMessage(
            event -> {
              if (event.message().body().equals("bad")) {
                throw new IllegalArgumentException("bad");
              }
            });

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      Delivery bad = sender.send(new Message("bad"));
      Delivery good = sender.send(new Message("good"));

      assertThat(client.next(EventType.MODIFIED).delivery()).isSameAs(bad);
      assertThat(bad.remoteState()).isEqualTo(Modified.FAILED);
      assertThat(client.next(EventType.ACCEPTED).delivery()).isSameAs(good);
    }
  }

  @Test
  void withoutAutoAcceptADeliveryStaysOpenUntilItIsUpdatedOnAnyThread() throws Exception {
    Recorder client = new Recorder(OUTCOMES);
    Recorder server =
        new Recorder(EventType.MESSAGE) {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().autoAccept(false));
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      Delivery sent =
          loopback.client.createSender(loopback.connect(), "jobs").send(new Message("body"));
      Delivery received = server.next(EventType.MESSAGE).delivery();
      assertThat(received.isSettled()).isFalse();
      assertThat(sent.remoteState()).isNull();

      received.update(Delivery.REJECTED);

      client.next(EventType.REJECTED);
      assertThat(received.isSettled()).isTrue();
    }
  }

  @Test
  void aDeliveryIsNotSettledTwice() throws Exception {
    LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    Recorder client = new Recorder(EventType.REJECTED, EventType.ACCEPTED);
    MessagingHandler server =
        Recorder.onMessage(
            event -> {
              event.delivery().update(Delivery.REJECTED);
              event.delivery().update(Delivery.REJECTED);
              try {
                event.delivery().update(Delivery.ACCEPTED);
              } catch (IllegalStateException refused) {
                thrown.add(refused);
              }
            });

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.connect(), "jobs").send(new Message("body"));

      client.next(EventType.REJECTED);
      assertThat(thrown.take()).hasMessageContaining("settled as Rejected");
    }
  }

  @Test
  void manyMessagesKeepTheirOrderWithinTheCredit() throws Exception {
    int count = 5_000;
    Recorder server = new Recorder(EventType.MESSAGE);
    MessagingHandler client =
        new MessagingHandler() {
          private int sent;

          @Override
          public void onSendable(Event event) {
            while (event.sender().credit() > 0 && sent < count) {
              event.sender().send(new Message(sent++));
            }
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.connect(), "jobs");

      assertThat(server.bodies(count)).isEqualTo(IntStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void aLargeMessageComesWhole() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE);
    String body = "0123456789".repeat(300_000);

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      Sender sender =
          loopback.client.createSender(
              loopback.client.connect(loopback.url(), new ConnectionOptions().maxFrameSize(4096)),
              "jobs");
      sender.send(new Message(body));

      assertThat(server.bodies(1)).containsExactly(body);
    }
  }

  @Test
  void aSenderClosesBehindWhatItHasSent() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE, EventType.LINK_CLOSED);
    String large = "0123456789".repeat(500_000);

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      sender.send(new Message("small"));
      sender.send(new Message("other"));
      sender.close();
      assertThat(server.bodies(2)).containsExactly("small", "other");
      server.next(EventType.LINK_CLOSED);

      Sender next =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().queueLimit(100_000_000));
      next.send(new Message(large));
      next.send(new Message(large));
      next.close();
      assertThat(server.bodies(2)).containsExactly(large, large);
      server.next(EventType.LINK_CLOSED);
    }
  }

  @Test
  void messagesSentWithoutCreditWaitUpToTheLimit() throws Exception {
    Recorder server =
        new Recorder(EventType.MESSAGE, EventType.LINK_OPENED) {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().credit(0));
          }
        };

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      Sender sender =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().queueLimit(1_100));
      sender.send(new Message("one"));
      sender.send(new Message("two"));
      assertThatIllegalStateException()
          .isThrownBy(() -> sender.send(new Message("three")))
          .withMessageContaining("queueLimit is 1100");

      server.next(EventType.LINK_OPENED).receiver().addCredit(2);

      assertThat(server.bodies(2)).containsExactly("one", "two");
    }
  }

  @Test
  void creditGivenByHandIsNotExceededAndNotToppedUp() throws Exception {
    Recorder client = new Recorder(EventType.MESSAGE, EventType.LINK_OPENED, EventType.DRAINED);

    try (Loopback loopback = new Loopback(sendingOnCredit("m"), client)) {
      Receiver receiver =
          loopback.client.createReceiver(
              loopback.connect(), "jobs", new ReceiverOptions().credit(0));
      client.next(EventType.LINK_OPENED);
      receiver.addCredit(2);
      receiver.addCredit(1);

      assertThat(client.bodies(3)).containsExactly("m0", "m1", "m2");
      receiver.drain();
      client.next(EventType.DRAINED);
      assertThat(receiver.credit()).isZero();
    }
  }

  @Test
  void aDrainGivesTheCreditBackAndTopUpGoesOnAfterIt() throws Exception {
    Recorder client = new Recorder(EventType.MESSAGE, EventType.LINK_OPENED, EventType.DRAINED);
    LinkedBlockingQueue<Sender> senders = new LinkedBlockingQueue<>();
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onLinkOpened(Event event) {
            senders.add(event.sender());
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      Receiver receiver = loopback.client.createReceiver(loopback.connect(), "jobs");
      client.next(EventType.LINK_OPENED);
      Sender sender = senders.take();
      sender.send(new Message("first"));
      assertThat(client.bodies(1)).containsExactly("first");

      receiver.drain();
      client.next(EventType.DRAINED);
      IntStream.range(0, 30).forEach(i -> sender.send(new Message(i)));

      assertThat(client.bodies(30)).isEqualTo(IntStream.range(0, 30).boxed().toList());
    }
  }

  @Test
  void atMostOnceIsSentSettled() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE);
    Recorder client = new Recorder(OUTCOMES);

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().atMostOnce());
      Delivery sent = sender.send(new Message("body"));

      Delivery received = server.next(EventType.MESSAGE).delivery();
      assertThat(received.isRemotelySettled()).isTrue();
      assertThat(sent.isSettled()).isTrue();
      assertThat(client.isEmpty()).isTrue();
    }
  }

  @Test
  void aMessageAboveThePeersLimitIsRejectedAtHome() throws Exception {
    Recorder client = new Recorder(EventType.REJECTED, EventType.ACCEPTED);
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().maxMessageSize(100));
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      Delivery large = sender.send(new Message("x".repeat(101)));
      Delivery small = sender.send(new Message("x"));

      Event rejected = client.next(EventType.REJECTED);
      assertThat(rejected.delivery()).isSameAs(large);
      assertThat(rejected.condition()).isEqualTo(ErrorConditions.MESSAGE_SIZE_EXCEEDED);
      assertThat(client.next(EventType.ACCEPTED).delivery()).isSameAs(small);
    }
  }

  @Test
  void twoLinksToOneNodeHaveNamesOfTheirOwn() throws Exception {
    Recorder server = new Recorder(EventType.LINK_OPENED);

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      Connection connection = loopback.connect();
      Sender one = loopback.client.createSender(connection, "jobs");
      Sender two = loopback.client.createSender(connection, "jobs");

      assertThat(one.name()).isNotEqualTo(two.name());
      assertThat(
              List.of(
                  server.next(EventType.LINK_OPENED).link().name(),
                  server.next(EventType.LINK_OPENED).link().name()))
          .containsExactlyInAnyOrder(one.name(), two.name());
      assertThat(one.session()).isSameAs(connection.defaultSession()).isSameAs(two.session());
    }
  }

  /** A node that sends numbered messages for as long as there is credit. */
  static MessagingHandler sendingOnCredit(String prefix) {
    return new MessagingHandler() {
      private int sent;

      @Override
      public void onSendable(Event event) {
        while (event.sender().credit() > 0) {
          event.sender().send(new Message(prefix + sent++));
        }
      }
    };
  }

  @Test
  void nullIsNoMessageAndNoState() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE);
    Recorder client = new Recorder(EventType.SENDABLE, EventType.ACCEPTED);

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      client.next(EventType.SENDABLE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sender.send(null))
          .withMessage("message must not be null");
      Delivery sent = sender.send(new Message("body"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sent.update(null))
          .withMessage("state must not be null");

      assertThat(server.next(EventType.MESSAGE).message().body()).isEqualTo("body");
      assertThat(client.next(EventType.ACCEPTED).delivery()).isSameAs(sent);
    }
  }
}
