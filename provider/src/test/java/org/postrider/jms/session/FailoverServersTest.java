// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.value.Symbol;

/** Which of several servers is asked when one does not do. */
class FailoverServersTest {

  private static String failover(Broker... brokers) {
    List<String> uris = new ArrayList<>();
    for (Broker broker : brokers) {
      uris.add(broker.peer.uri());
    }
    return "failover:(" + String.join(",", uris) + ")";
  }

  /** Expects the open, and answers with a list of servers. */
  private static Broker opensListing(Broker broker, Broker... listed) {
    List<Map<Symbol, Object>> servers = new ArrayList<>();
    for (Broker each : listed) {
      servers.add(
          Map.of(Symbol.of("network-host"), "127.0.0.1", Symbol.of("port"), each.peer.port()));
    }
    broker
        .peer
        .expectSaslAnonymous()
        .expectOpen()
        .respondWith(open -> open.withProperty("failover-server-list", servers));
    return broker;
  }

  @Test
  void aServerThatListsItselfFirstIsNotTheFirstThatIsAskedAfterItsLoss() throws Exception {
    try (Broker one = new Broker();
        Broker other = new Broker()) {
      opensListing(one, one, other).begins().peer.dropConnection();
      opensListing(other, other, one).begins().peer.dropConnection();
      one.peer.expectConnection();
      opensListing(one, one, other).begins().sends(1).accepts();

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
      opensListing(one, one, other).begins().peer.dropConnection();
      opensListing(other, other, one).peer.expectBegin();
      other.peer.ignore(Attach.class).expectDisconnect();
      one.peer.expectConnection();
      opensListing(one, one, other).begins().sends(1).accepts();

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
      opensListing(one, one, other).begins().peer.dropConnection();
      opensListing(other, other, one);
      other.peer.ignore(Begin.class).ignore(Attach.class);
      other.peer.remoteClose().withErrorOf("amqp:internal-error", "not live").send();
      other.peer.expectClose();
      other.peer.expectDisconnect();
      one.peer.expectConnection();
      opensListing(one, one, other).begins().sends(1).accepts();

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
