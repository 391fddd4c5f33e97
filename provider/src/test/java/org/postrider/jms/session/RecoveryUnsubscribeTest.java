// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.RequestTimedOutException;

/** What becomes of an unsubscribe that the broker has not answered: rows of docs/recovery.md. */
class RecoveryUnsubscribeTest {

  @Test
  void anUnsubscribeWithoutAnswerIsAskedAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver().withName("news");
      broker.returns().begins().begins();
      unsubscribes(broker);

      broker.connectRecovering("jms.clientID=me").createSession().unsubscribe("news");

      broker.verify();
    }
  }

  private static void unsubscribes(Broker broker) {
    broker
        .peer
        .expectAttach()
        .ofReceiver()
        .withName("news")
        .respondWith(attach -> attach.withSourceAddress("topic"));
    broker.peer.expectDetach().closed().respond();
  }

  @Test
  void anUnsubscribeWhoseEndWasNotAnsweredIsAskedAgainAndMayHaveBeenDone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .withName("news")
          .respondWith(attach -> attach.withSourceAddress("topic"));
      broker.peer.expectDetach().closed();
      broker.returns().begins().begins();
      broker.peer.expectAttach().withName("news").refuse("amqp:not-found", "it is ended");
      broker.peer.expectDetach();

      broker.connectRecovering("jms.clientID=me").createSession().unsubscribe("news");

      broker.verify();
    }
  }

  @Test
  void anUnsubscribeWaitsForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.expectAttach().withName("old").refuse("amqp:not-found", "no such subscription");
      broker.peer.expectDetach();
      Outage outage = Outage.of(broker);
      broker.begins().begins();
      unsubscribes(broker);

      Session session = outage.connect("jms.clientID=me").createSession();
      assertThatThrownBy(() -> session.unsubscribe("old"))
          .isInstanceOf(InvalidDestinationException.class);
      outage.during(
          () -> {
            session.unsubscribe("news");
            return "done";
          });

      broker.verify();
    }
  }

  /** How the wait for an unsubscribe ends that nobody answers. */
  private enum Unanswered {
    GIVEN_UP {
      @Override
      void script(Broker broker) {
        broker.peer.dropConnection();
      }
    },
    SESSION_ENDED {
      @Override
      void script(Broker broker) {
        broker.peer.remoteEnd().send().allowSurplus();
      }
    },
    SESSION_ENDED_WITH_ERROR {
      @Override
      void script(Broker broker) {
        broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "a fault").send().allowSurplus();
      }
    },
    CONNECTION_CLOSED {
      @Override
      void script(Broker broker) {
        broker.peer.remoteClose().send().allowSurplus();
      }
    };

    abstract void script(Broker broker);
  }

  @ParameterizedTest
  @EnumSource
  void anUnsubscribeThatNobodyAnsweredIsInDoubt(Unanswered end) throws Exception {
    for (boolean attached : List.of(false, true)) {
      try (Broker broker = new Broker()) {
        unanswered(broker, attached);
        end.script(broker);

        Session session =
            broker
                .connectRecovering("jms.clientID=me", "failover.maxReconnectAttempts=0")
                .createSession();

        assertThatThrownBy(() -> session.unsubscribe("news"))
            .isInstanceOf(InDoubtException.class)
            .hasMessageContaining("in doubt");
      }
    }
  }

  private static void unanswered(Broker broker, boolean attached) {
    broker.opens().begins().begins();
    if (attached) {
      broker
          .peer
          .expectAttach()
          .withName("news")
          .respondWith(attach -> attach.withSourceAddress("topic"));
      broker.peer.expectDetach().closed();
    } else {
      broker.peer.expectAttach().withName("news");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnsubscribeWhoseConnectionIsClosedMeanwhileIsInDoubt(boolean withSessionOnly)
      throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker, false);
      broker.peer.expectEnd().respond();
      if (!withSessionOnly) {
        broker.peer.expectClose().respond();
      }

      Connection connection = broker.connectRecovering("jms.clientID=me", "jms.requestTimeout=-1");
      Session session = connection.createSession();
      Future<?> waiting = unsubscribing(broker, session);
      broker.awaitFrames(Attach.class, 1);
      (withSessionOnly ? session : connection).close();

      assertThatThrownBy(() -> Broker.result(waiting)).hasCauseInstanceOf(InDoubtException.class);
      broker.verify();
      broker.peer.allowSurplus();
    }
  }

  private static Future<?> unsubscribing(Broker broker, Session session) {
    return broker.async(
        () -> {
          session.unsubscribe("news");
          return null;
        });
  }

  @Test
  void anUnsubscribeWhoseTimeIsOverIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker, true);

      // Long enough for the session's begin, which has the same.
      Session session =
          broker.connectRecovering("jms.clientID=me", "jms.requestTimeout=1500").createSession();

      assertThatThrownBy(() -> session.unsubscribe("news"))
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("in doubt")
          .hasCauseInstanceOf(RequestTimedOutException.class);
      broker.verify();
      broker.peer.allowSurplus();
    }
  }

  @Test
  void anUnsubscribeThatIsInterruptedIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker, true);
      broker.peer.allowSurplus();

      Session session = broker.connectRecovering("jms.clientID=me").createSession();
      Future<?> waiting = unsubscribing(broker, session);
      broker.awaitFrames(Detach.class, 1);
      broker.awaitWaiting(1).interrupt();

      assertThatThrownBy(() -> Broker.result(waiting)).hasCauseInstanceOf(InDoubtException.class);
    }
  }

  @Test
  void anUnsubscribeThatIsGivenUpOfflineIsNotAskedLater() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.expectAttach().withName("old").refuse("amqp:not-found", "no such subscription");
      broker.peer.expectDetach();
      Outage outage = Outage.of(broker);
      broker.begins().begins().sends(1);

      Session session =
          outage.connect("jms.clientID=me", "jms.requestTimeout=60000").createSession();
      assertThatThrownBy(() -> session.unsubscribe("old"))
          .isInstanceOf(InvalidDestinationException.class);
      outage.begin();
      Future<?> waiting = unsubscribing(broker, session);
      broker.awaitWaiting(1).interrupt();

      assertThatThrownBy(() -> Broker.result(waiting))
          .hasCauseExactlyInstanceOf(JMSException.class)
          .hasMessageContaining("interrupted");
      outage.end();
      outage.awaitRestored();
      Broker.producer(session);
      broker.verify();
    }
  }
}
