// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.SessionListener;

/** What becomes of a connection whose commands throw on the event loop, though none should. */
class BrokenCommandTest {

  private static AmqpConnection amqp(Connection connection) {
    return ((PostriderConnection) connection).amqp();
  }

  @Test
  void aCommandThatThrowsIsTheEndOfTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.requestTimeout=60000");
      PostriderConsumer consumer = Broker.startedConsumer(connection);
      Future<?> receiving = broker.async(consumer::receive);
      broker.awaitFrames(Flow.class, 1);
      await().until(consumer::isReceiving);
      amqp(connection)
          .execute(
              () -> {
                throw new AssertionError("a fault of ours");
              });

      assertThatThrownBy(() -> Broker.result(receiving))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ConnectionLostException.class);
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).hasMessageContaining("a fault of ours");
    }
  }

  @Test
  void whoWaitsForACommandHearsOfItsError() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().peer.allowSurplus();

      Connection connection = broker.connect();
      connection.start();
      Future<?> asked =
          amqp(connection)
              .run(
                  () -> {
                    throw new AssertionError("a fault of ours");
                  },
                  new CompletableFuture<Void>());

      assertThatThrownBy(() -> Broker.result(asked))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AssertionError.class);
      await().until(() -> broker.reported.size() == 1);
    }
  }

  /** It cannot be encoded. */
  private static final class NoState implements DeliveryState {
    @Override
    public void encode(ValueWriter out) {
      throw new AssertionError("no state");
    }
  }

  @Test
  void aSendThatBreaksOffFailsAtOnceAndHoldsNoRoom() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).peer.allowSurplus();

      Connection connection = broker.connect("jms.sendTimeout=60000");
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      SendTracker sends = ((PostriderSession) session).core().sends();
      amqp(connection).execute(() -> sends.sendState(new NoState()));
      Future<?> sending = broker.sending(producer, session.createTextMessage("a"));

      assertThatThrownBy(() -> Broker.result(sending))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(JMSException.class)
          .hasMessageContaining("no state");
      assertThat(sends.isIdle()).isTrue();
      await().until(() -> broker.reported.size() == 1);
    }
  }

  /** Throws when it hears of the begin for the first time. */
  private static final class ThrowingOnce implements SessionListener {

    final AtomicBoolean thrown = new AtomicBoolean();

    @Override
    public void opened(SessionEndpoint session) {
      if (thrown.compareAndSet(false, true)) {
        throw new AssertionError("a fault of ours");
      }
    }

    @Override
    public void closed(SessionEndpoint session, AmqpError error) {
      // It is the peer's to end it.
    }

    @Override
    public void linkAttached(Link link) {
      link.refuse(new AmqpError(ErrorConditions.NOT_ALLOWED, "none"));
    }
  }

  @Test
  void anEngineThatThrowsAtWhatCameLosesItsSocketOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectConnection();
      broker.opens().begins().begins();

      Connection connection = broker.connectRecovering();
      connection.start();
      ThrowingOnce listener = new ThrowingOnce();
      AmqpConnection amqp = amqp(connection);
      amqp.execute(
          () -> {
            SessionEndpoint session = amqp.createSession();
            session.listener(listener);
            session.begin();
          });
      await().until(listener.thrown::get);
      connection.createSession();

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }
}
