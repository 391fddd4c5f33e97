// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.testpeer.FaultyWire;

/** What bad networks do to an application. */
class FaultTest {

  @Test
  void piecesOfFramesMakeWholeMessages() throws Exception {
    try (Broker broker = new Broker();
        FaultyWire wire = FaultyWire.to(broker.peer.port())) {
      wire.clientToServer().chunk(1);
      wire.serverToClient().chunk(1);
      broker.opens().begins().sends(1).peer.expectTransfer().respondAccepted();
      broker.receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("in").send();
      broker.peer.expectDisposition().accepted();

      Connection connection = broker.connectTo(wire.uri());
      Session session = connection.createSession();
      Broker.producer(session).send(session.createTextMessage("out"));
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("in");
      broker.verify();
    }
  }

  @Test
  void aConnectionThatNobodyHearsIsLostAfterTheIdleTimeOut() throws Exception {
    try (Broker broker = new Broker();
        FaultyWire wire = FaultyWire.to(broker.peer.port())) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.allowSurplus();

      Connection connection = broker.connectTo(wire.uri(), "amqp.idleTimeout=400");
      MessageConsumer consumer = Broker.startedConsumer(connection);
      Future<?> receiving = broker.async(consumer::receive);
      broker.verify();
      wire.halfOpen();

      assertThatThrownBy(() -> Broker.result(receiving))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ConnectionLostException.class);
      await().until(() -> broker.reported.size() == 1);
      connection.close();
    }
  }

  @Test
  void aCutWhileALinkOpensEndsTheWaitAtOnce() throws Exception {
    try (Broker broker = new Broker();
        FaultyWire wire = FaultyWire.to(broker.peer.port())) {
      broker.opens().begins().peer.expectAttach();
      broker.peer.then(wire::cut).expectDisconnect();

      Session session = broker.connectTo(wire.uri(), "jms.requestTimeout=60000").createSession();

      assertThatThrownBy(() -> Broker.consumer(session))
          .isInstanceOf(ConnectionLostException.class);
    }
  }
}
