// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;

/** Which of several servers is asked when one does not do. */
class FailoverServersTest {

  private static String failover(Broker... brokers) {
    List<String> uris = new ArrayList<>();
    for (Broker broker : brokers) {
      uris.add(broker.peer.uri());
    }
    return "failover:(" + String.join(",", uris) + ")";
  }

  @Test
  void aServerThatListsItselfFirstIsNotTheFirstThatIsAskedAfterItsLoss() throws Exception {
    try (Broker one = new Broker();
        Broker other = new Broker()) {
      one.opensListing(one.peer.port(), other.peer.port()).begins().peer.dropConnection();
      other.opensListing(other.peer.port(), one.peer.port()).begins().peer.dropConnection();
      one.peer.expectConnection();
      one.opensListing(one.peer.port(), other.peer.port()).begins().sends(1).accepts();

      Session session = one.connectTo(failover(one, other)).createSession();
      other.verify();
      Broker.producer(session).send(session.createTextMessage("out"));

      one.verify();
      assertThat(other.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatListsItselfFirstAndBringsNothingBackIsLeftForTheNext() throws Exception {
    try (Broker one = new Broker();
        Broker other = new Broker()) {
      one.opensListing(one.peer.port(), other.peer.port()).begins().peer.dropConnection();
      other.opensListing(other.peer.port(), one.peer.port()).peer.expectBegin();
      other.peer.ignore(Attach.class).expectDisconnect();
      one.peer.expectConnection();
      one.opensListing(one.peer.port(), other.peer.port()).begins().sends(1).accepts();

      long begunNanos = System.nanoTime();
      Session session =
          one.connectTo(failover(one, other), "jms.connectTimeout=2000").createSession();
      Broker.producer(session).send(session.createTextMessage("out"));

      one.verify();
      other.verify();
      assertThat(other.peer.connections()).isEqualTo(1);
      // What is asked for behind the open has the whole time, whatever the number of servers.
      assertThat(System.nanoTime() - begunNanos).isGreaterThan(2_000_000_000L);
    }
  }

  @Test
  void aServerThatListsItselfFirstAndClosesEachTimeIsLeftForTheNext() throws Exception {
    try (Broker one = new Broker();
        Broker other = new Broker()) {
      one.opensListing(one.peer.port(), other.peer.port()).begins().peer.dropConnection();
      other.opensListing(other.peer.port(), one.peer.port());
      other.peer.ignore(Begin.class).ignore(Attach.class);
      other.peer.remoteClose().withErrorOf("amqp:internal-error", "not live").send();
      other.peer.expectClose();
      other.peer.expectDisconnect();
      one.peer.expectConnection();
      one.opensListing(one.peer.port(), other.peer.port()).begins().sends(1).accepts();

      Session session = one.connectTo(failover(one, other)).createSession();
      Broker.producer(session).send(session.createTextMessage("out"));

      one.verify();
      assertThat(other.peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jms.clientID=somebody", "jms.connectionIDPrefix=anybody"})
  void aServerThatNeverOpensIsPassedOverAtTheStart(String option) throws Exception {
    try (Broker silent = new Broker();
        Broker other = new Broker()) {
      silent.peer.expectSaslAnonymous().expectOpen();
      silent.peer.expectDisconnect();
      other.opens().begins();

      Connection connection =
          silent.connectTo(failover(silent, other), "jms.connectTimeout=8000", option);
      connection.createSession();

      silent.verify();
      other.verify();
    }
  }
}
