// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.sasl.Credentials;

/** The JMS face asks for the tokens of nodes; what comes of them is the transport's. */
@Timeout(60)
class TokensTest {

  private static Connection connect(Broker broker, CbsTokenProvider provider) throws JMSException {
    PostriderConnectionFactory factory = broker.factory();
    factory.setTokenProvider(provider);
    return factory.createConnection();
  }

  @Test
  void theProviderIsAskedForTheNodeOfAProducer() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      broker.peer.allowSurplus();
      Connection connection =
          connect(
              broker,
              request -> {
                asked.add(request.hostname() + " " + request.address());
                return null;
              });
      Session session = connection.createSession();

      MessageProducer producer = Broker.producer(session);

      assertThat(producer.getDestination()).isEqualTo(session.createQueue("q"));
      assertThat(asked).containsExactly("127.0.0.1 q");
      broker.peer.waitForScriptToComplete();
    }
  }

  @Test
  void aTokenThatCannotBePutIsTheProducersFailure() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.ignore(Flow.class);
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .withSourceAddress("$cbs")
          .refuse("amqp:unauthorized-access", "no tokens here");
      broker.peer.allowSurplus();
      Connection connection =
          connect(broker, request -> CbsToken.of(CbsToken.JWT, "amqps://x/q", "geheim", null));
      Session session = connection.createSession();

      assertThatExceptionOfType(JMSSecurityException.class)
          .isThrownBy(() -> Broker.producer(session))
          .withMessageContaining("no tokens here")
          .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo("amqp:unauthorized-access"));
    }
  }

  private static byte[] xoauth2(String token) {
    return ("user=u\u0001auth=Bearer " + token + "\u0001\u0001").getBytes(UTF_8);
  }

  @Test
  void aTokenThatEndedDuringAnOutageIsReplaced() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("old")).succeed();
      broker.peer.expectOpen().respond();
      broker.peer.dropConnection();
      // Meanwhile the broker has ceased to take the old one.
      broker.peer.expectConnection();
      broker.peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("old")).fail();
      broker.peer.expectConnection();
      broker.peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("new")).succeed();
      broker.peer.expectOpen().respond();
      broker.begins();
      broker.peer.allowSurplus();
      PostriderConnectionFactory factory =
          new PostriderConnectionFactory(
              "failover:(" + broker.peer.uri() + ")?jms.closeTimeout=100&jms.requestTimeout=8000");
      factory.setCredentialsProvider(
          request ->
              Credentials.ofToken(
                  "u", (asked.incrementAndGet() < 3 ? "old" : "new").toCharArray(), null));

      try (Connection connection = factory.createConnection()) {
        connection.start();
        connection.createSession();

        assertThat(asked).hasValue(3);
      }
    }
  }
}
