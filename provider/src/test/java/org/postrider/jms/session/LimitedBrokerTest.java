// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;

/**
 * A broker with room for few sessions and links is not sent one frame beyond its limits, and the
 * application hears which limit it is (AMQP 2.7.1, channel-max; 2.7.2, handle-max). Each script
 * ends with the close, so that nothing came before it that it does not name.
 */
class LimitedBrokerTest {

  private static void opens(Broker broker, int channelMax) {
    broker.peer.ignore(Flow.class).expectSaslAnonymous();
    broker
        .peer
        .expectOpen()
        .respondWith(open -> open.offering("ANONYMOUS-RELAY").withChannelMax(channelMax));
  }

  private static void begins(Broker broker, long handleMax) {
    broker.peer.expectBegin().respondWith(begin -> begin.withHandleMax(handleMax));
  }

  private static void returns(Broker broker, int channelMax) {
    broker.peer.dropConnection().expectConnection();
    opens(broker, channelMax);
  }

  private static void attaches(Broker broker, long handle) {
    broker.peer.expectAttach().withHandle(handle).respond();
  }

  private static void closes(Broker broker, Connection connection) throws JMSException {
    broker.peer.expectClose().withErrorCondition(null).respond();
    connection.close();
    broker.verify();
  }

  private static void refused(String limit, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ResourceAllocationException.class)
        .hasMessageContaining("would exceed")
        .hasMessageContaining(limit)
        .extracting(thrown -> ((JMSException) thrown).getErrorCode())
        .isEqualTo("amqp:resource-limit-exceeded");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aLinkBeyondHandleMaxIsRefusedHere(int handleMax) throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, 9);
      begins(broker, handleMax);
      for (int link = 0; link <= handleMax; link++) {
        attaches(broker, link);
      }

      Connection connection = broker.connect();
      Session session = connection.createSession();
      for (int link = 0; link <= handleMax; link++) {
        Broker.producer(session);
      }

      refused("handle-max " + handleMax, () -> Broker.consumer(session));
      refused("handle-max " + handleMax, () -> Broker.producer(session));
      broker.peer.ignore(End.class);
      closes(broker, connection);
    }
  }

  @Test
  void aTransactedSessionNeedsALinkOfItsOwn() throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, 9);
      begins(broker, 0);
      broker.declares(1);

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);

      refused("handle-max 0", () -> Broker.consumer(session));
      broker.peer.allowSurplus();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSessionBeyondChannelMaxIsRefusedHere(int channelMax) throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, channelMax);
      for (int session = 0; session <= channelMax; session++) {
        begins(broker, 9);
      }

      Connection connection = broker.connect();
      Session first = connection.createSession();
      for (int session = 1; session <= channelMax; session++) {
        connection.createSession();
      }

      refused("channel-max " + channelMax, connection::createSession);
      refused("channel-max " + channelMax, first::createTemporaryQueue);
      broker.peer.ignore(End.class);
      closes(broker, connection);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatTheNextBrokerHasNoRoomForFailsWhereThatIsWanted(int handleMax) throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, 9);
      begins(broker, 9);
      for (int link = 0; link < 3; link++) {
        attaches(broker, link);
      }
      returns(broker, 9);
      begins(broker, handleMax);
      for (int link = 0; link <= handleMax; link++) {
        attaches(broker, link);
      }
      broker.peer.grantCredit(1).expectTransfer().respondAccepted();

      Connection connection = broker.connectRecovering("jms.closeLinksThatFailOnReconnect=true");
      Session session = connection.createSession();
      MessageProducer first = Broker.producer(session);
      MessageProducer second = Broker.producer(session);
      MessageConsumer third = Broker.consumer(session);
      await().until(() -> broker.reported.size() == 2 - handleMax);

      for (JMSException failure : broker.reported) {
        refused(
            "handle-max " + handleMax,
            () -> {
              throw failure;
            });
      }
      (handleMax == 0 ? first : second).send(session.createMessage());
      assertThatThrownBy(third::receiveNoWait).isInstanceOf(JMSException.class);
      broker.peer.ignore(End.class);
      closes(broker, connection);
    }
  }

  @Test
  void aBrokerWithoutRoomForWhatALostConnectionHadIsLeftForTheNext() throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, 9);
      begins(broker, 9);
      attaches(broker, 0);
      attaches(broker, 1);
      returns(broker, 9);
      begins(broker, 0);
      attaches(broker, 0);
      broker.peer.expectDisconnect().expectConnection();
      opens(broker, 9);
      begins(broker, 9);
      attaches(broker, 0);
      attaches(broker, 1);
      broker.peer.grantCredit(1).expectTransfer().respondAccepted();

      Connection connection = broker.connectRecovering();
      Session session = connection.createSession();
      Broker.producer(session);
      MessageProducer second = Broker.producer(session);
      broker.awaitFrames(Begin.class, 3);

      second.send(session.createMessage());

      assertThat(broker.reported).isEmpty();
      broker.peer.ignore(End.class);
      closes(broker, connection);
    }
  }

  @Test
  void aBrokerWithoutRoomForTheSessionsOfALostConnectionIsLeftForTheNext() throws Exception {
    try (Broker broker = new Broker()) {
      opens(broker, 9);
      begins(broker, 9);
      begins(broker, 9);
      // It is left before it hears of the session that it has room for.
      returns(broker, 0);
      broker.peer.expectDisconnect().expectConnection();
      opens(broker, 1);
      begins(broker, 9);
      begins(broker, 9);
      attaches(broker, 0);

      Connection connection = broker.connectRecovering();
      connection.createSession();
      Session second = connection.createSession();
      broker.awaitFrames(Begin.class, 4);

      Broker.producer(second);

      assertThat(broker.reported).isEmpty();
      broker.peer.ignore(End.class);
      closes(broker, connection);
    }
  }
}
