// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.value.ErrorConditions;

/** The settle modes between two containers, as asked for and as granted (AMQP 2.6.12). */
@Timeout(60)
class SettlementTest {

  private static final EventType[] OUTCOME = {EventType.ACCEPTED, EventType.SETTLED};

  /** A server that sends a message over each link that it is asked for. */
  private static Recorder sendsOne(EventType... kinds) {
    return new Recorder(kinds) {
      @Override
      public void onLinkOpened(Event event) {
        event.sender().send(new Message("m"));
      }
    };
  }

  /** A server that receives in its own way, whatever it was asked for. */
  private static Recorder receives(ReceiverOptions options) {
    return new Recorder() {
      @Override
      public void onLinkOpening(Event event) {
        event.receiver().open(null, options);
      }
    };
  }

  @Test
  void inTheSecondModeTheReceiverSettlesAfterTheSender() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE, EventType.SETTLED);
    Recorder client = new Recorder(OUTCOME);

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().settleSecond(true));
      Delivery sent = sender.send(new Message("m"));

      assertThat(client.next(EventType.ACCEPTED).delivery()).isSameAs(sent);
      client.next(EventType.SETTLED);
      assertThat(sent.isSettled()).isTrue();
      Delivery received = server.next(EventType.MESSAGE).delivery();
      assertThat(server.next(EventType.SETTLED).delivery()).isSameAs(received);
      assertThat(received.isSettled()).isTrue();
      assertThat(received.isRemotelySettled()).isTrue();
    }
  }

  @Test
  void aReceiverMayAskForTheSecondModeItself() throws Exception {
    Recorder server = sendsOne(OUTCOME);
    Recorder client = new Recorder(EventType.MESSAGE, EventType.SETTLED);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createReceiver(
          loopback.connect(), "jobs", new ReceiverOptions().settleSecond(true));

      Delivery received = client.next(EventType.MESSAGE).delivery();
      client.next(EventType.SETTLED);
      assertThat(received.isSettled()).isTrue();
      Delivery sent = server.next(EventType.ACCEPTED).delivery();
      assertThat(server.next(EventType.SETTLED).delivery()).isSameAs(sent);
      assertThat(sent.isSettled()).isTrue();
    }
  }

  @Test
  void whatIsGrantedSettledIsSentSettled() throws Exception {
    Recorder server = sendsOne();
    Recorder client = new Recorder(EventType.MESSAGE);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createReceiver(
          loopback.connect(), "jobs", new ReceiverOptions().atMostOnce());

      assertThat(client.next(EventType.MESSAGE).delivery().isRemotelySettled()).isTrue();
    }
  }

  @Test
  void aMessageSentAtMostOnceHasAnOutcomeWhereThePeerWantsToGiveOne() throws Exception {
    Recorder server = receives(new ReceiverOptions().atLeastOnce());
    Recorder client = new Recorder(OUTCOME);

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().atMostOnce());
      Delivery sent = sender.send(new Message("m"));

      assertThat(client.next(EventType.ACCEPTED).delivery()).isSameAs(sent);
      client.next(EventType.SETTLED);
    }
  }

  @Test
  void aSenderThatWantsOutcomesIsNotLeftWithoutThem() throws Exception {
    Recorder server = receives(new ReceiverOptions().atMostOnce());
    Recorder client = new Recorder(EventType.LINK_ERROR, EventType.DELIVERY_LOST);

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs");
      Delivery sent = sender.send(new Message("m"));

      assertThat(client.next(EventType.DELIVERY_LOST).delivery()).isSameAs(sent);
      assertThat(client.next(EventType.LINK_ERROR).condition())
          .isEqualTo(ErrorConditions.NOT_ALLOWED);
    }
  }

  @Test
  void anOutcomeIsLeftToTheApplicationThatWantsToSettle() throws Exception {
    Recorder server = new Recorder(EventType.SETTLED);
    Recorder client =
        new Recorder(OUTCOME) {
          @Override
          public void onAccepted(Event event) {
            record(event);
            event.delivery().settle();
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender =
          loopback.client.createSender(
              loopback.connect(), "jobs", new SenderOptions().settleSecond(true).autoSettle(false));
      Delivery sent = sender.send(new Message("m"));

      client.next(EventType.ACCEPTED);
      server.next(EventType.SETTLED);
      assertThat(sent.isSettled()).isTrue();
      assertThat(client.isEmpty()).isTrue();
    }
  }
}
