// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Who may do what is allowed to one server only cannot get the password by a redirect. */
class RedirectOptionsTest {

  /** A broker that may be logged in to in one way, and names a server. */
  private static void opensAndRedirects(Broker broker, int port) {
    Map<Symbol, Object> there =
        Map.of(Symbol.of("network-host"), "127.0.0.1", Symbol.of("port"), port);
    broker.opens().begins();
    broker
        .peer
        .remoteClose()
        .withError(new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", there))
        .send();
    broker.peer.expectClose();
    broker.peer.expectDisconnect();
  }

  /** A server that wants the password. */
  private static void offersPlainInVain(Broker server) {
    server.peer.expectProtocolHeader(ProtocolHeader.SASL).respond();
    server.peer.sendSaslFrame(new SaslMechanisms(List.of(Symbol.of("PLAIN"))));
    server.peer.expectDisconnect();
  }

  private static void connect(Broker broker) throws Exception {
    broker
        .connectTo(
            "failover:(" + broker.peer.uri() + "?amqp.saslMechanisms=ANONYMOUS)",
            "jms.username=u",
            "jms.password=p")
        .createSession();
  }

  private static void refuses(Broker broker) {
    await().until(() -> !broker.reported.isEmpty());
    assertThat(broker.reported.get(0))
        .isInstanceOf(JMSSecurityException.class)
        .hasMessageContaining("not among the allowed [ANONYMOUS]");
  }

  @Test
  void aServerThatNamesItselfIsHeldToItsMechanisms() throws Exception {
    try (Broker broker = new Broker()) {
      opensAndRedirects(broker, broker.peer.port());
      broker.peer.expectConnection();
      offersPlainInVain(broker);

      connect(broker);

      broker.verify();
      refuses(broker);
    }
  }

  @Test
  void aServerThatItNamesIsHeldToThemToo() throws Exception {
    try (Broker broker = new Broker();
        Broker other = new Broker()) {
      opensAndRedirects(broker, other.peer.port());
      offersPlainInVain(other);

      connect(broker);

      other.verify();
      refuses(broker);
    }
  }
}
