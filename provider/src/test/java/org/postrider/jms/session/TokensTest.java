// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** This machine, as others see it: what goes there could go over a wire. */
  private static Optional<InetAddress> outerAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // So has the other way.
      return;
    }
  }

  private static void start(Runnable relaying) {
    Thread thread = new Thread(relaying, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Passes one connection on to a broker. */
  private static void relay(ServerSocket server, int port) {
    try {
      Socket client = server.accept();
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), port);
      start(() -> pump(broker, client));
      pump(client, broker);
    } catch (IOException over) {
      // The client sees the end.
      return;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, amqp://%s:%d?jms.closeTimeout=100&amqp.allowInsecureMechanisms=false",
    "true, amqp://%s:%d?jms.closeTimeout=100&amqp.allowInsecureMechanisms=true",
    "true, failover:(amqp://%s:%d?amqp.allowInsecureMechanisms=true)?jms.closeTimeout=100"
  })
  void aTokenIsNotShownToWhoListensUnlessThatIsAllowed(boolean allowed, String uri)
      throws Exception {
    Optional<InetAddress> address = outerAddress();
    assumeThat(address).isPresent();
    try (Broker broker = new Broker();
        ServerSocket server = new ServerSocket(0, 1, address.get())) {
      broker.opens().begins();
      broker.peer.ignore(Flow.class);
      if (allowed) {
        broker.begins();
        broker.peer.expectAttach().ofReceiver().withSourceAddress("$cbs").refuse("x:y", "late");
      }
      broker.peer.allowSurplus();
      start(() -> relay(server, broker.peer.port()));
      PostriderConnectionFactory factory =
          new PostriderConnectionFactory(
              uri.formatted(address.get().getHostAddress(), server.getLocalPort()));
      factory.setTokenProvider(request -> CbsToken.of(CbsToken.JWT, "amqps://x/q", "t", null));

      try (Connection connection = factory.createConnection()) {
        Session session = connection.createSession();
        assertThatExceptionOfType(JMSException.class)
            .isThrownBy(() -> Broker.producer(session))
            .withMessageContaining(allowed ? "late" : "unencrypted to another host");
      }
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
