// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.in;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.Declared;
import org.postrider.testpeer.Hold;

/** When the transactions of a session are back behind a loss: rows of docs/recovery.md. */
class RecoveryCoordinatorTest {

  @Test
  void aConnectionIsBackWhenItsTransactionsAre() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().peer.expectTransfer().ofDeclare();
      Hold hold = broker.peer.hold();
      broker
          .peer
          .remoteDisposition()
          .ofDelivery(0)
          .withState(new Declared(TransactionScript.id(2)))
          .settled()
          .send();

      transacted(outage.connect());
      outage.pass();
      broker.awaitFrames(Transfer.class, 2);
      await().until(() -> !outage.told.isEmpty());

      assertThat(outage.told).containsExactly("interrupted");
      hold.release();
      outage.awaitRestored();
      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatDoesNotBringATransactionBackIsLeft(boolean attaches) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      Outage outage = Outage.of(broker);
      broker.begins();
      if (attaches) {
        broker.coordinates().peer.expectTransfer().ofDeclare();
      } else {
        broker.peer.expectAttach().ofCoordinator();
      }
      broker.peer.expectDisconnect();
      isBackTheThirdTime(broker);

      Session session = transacted(outage.connect("jms.connectTimeout=1500"));
      outage.pass();
      outage.awaitRestored();

      assertThat(outage.told).containsExactly("interrupted", "restored");
      commits(session);
      broker.verify();
    }
  }

  /** The next connection brings the transaction back, which a message is sent in. */
  private static void isBackTheThirdTime(Broker broker) {
    broker.peer.expectConnection();
    broker.opens().begins().declares(3).sends(1);
    broker.peer.expectTransfer().withState(in(3)).respondState(accepted(3));
    broker.commits(3);
  }

  private static void commits(Session session) throws Exception {
    Broker.producer(session).send(session.createTextMessage("m"));
    session.commit();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransactionThatTheBrokerRefusesToBringBackIsAskedForOnceMore(boolean attaches)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      Outage outage = Outage.of(broker);
      refuses(broker, attaches);
      broker.peer.expectDisconnect();
      isBackTheThirdTime(broker);

      Session session = transacted(outage.connect());
      outage.pass();
      outage.awaitRestored();

      assertThat(outage.told).containsExactly("interrupted", "restored");
      commits(session);
      broker.verify();
    }
  }

  private static void refuses(Broker broker, boolean attaches) {
    broker.begins();
    if (attaches) {
      broker
          .coordinates()
          .peer
          .expectTransfer()
          .ofDeclare()
          .respondRejected("amqp:not-implemented", "no more transactions");
    } else {
      broker
          .peer
          .expectAttach()
          .ofCoordinator()
          .refuse("amqp:not-implemented", "no more transactions");
      // Before the loss, or not any more.
      broker.peer.ignore(Detach.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransactionThatTheBrokerRefusesToBringBackIsNotWaitedForWhereTheOptionSaysSo(
      boolean attaches) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      Outage outage = Outage.of(broker);
      refuses(broker, attaches);
      if (attaches) {
        broker.declared(3);
      } else {
        broker.declares(3);
      }

      Connection connection = outage.connect("jms.closeLinksThatFailOnReconnect=true");
      Session session = transacted(connection);
      outage.pass();
      outage.awaitRestored();

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      broker.verify();
    }
  }
}
