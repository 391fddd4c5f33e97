// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.sasl.Credentials;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.TransportException.Kind;

class ConnectFailureTest {

  private static final TransportOptions CONNECTED_SOON =
      TransportOptions.builder().connectTimeoutMs(300).build();
  private static final TransportOptions GREETED_SOON =
      TransportOptions.builder().handshakeTimeoutMs(100).build();

  static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

  /** sasl-mechanisms [PLAIN], in the form of one bare symbol. */
  static final byte[] OFFER_PLAIN = {
    0,
    0,
    0,
    21,
    2,
    1,
    0,
    0,
    0,
    0x53,
    0x40,
    (byte) 0xC0,
    8,
    1,
    (byte) 0xA3,
    5,
    'P',
    'L',
    'A',
    'I',
    'N'
  };

  /** sasl-outcome [auth]. */
  private static final byte[] REFUSE = {
    0, 0, 0, 16, 2, 1, 0, 0, 0, 0x53, 0x44, (byte) 0xC0, 3, 1, 0x50, 1
  };

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final Outcome outcome = new Outcome();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    assertThat(engine.failures).isEmpty();
  }

  private TransportException failure(ConnectRequest request) throws Exception {
    driver.connect(request, outcome);
    return outcome.await();
  }

  private static SaslClientSettings user() {
    return SaslClientSettings.of(Credentials.of("u", "geheim".toCharArray()));
  }

  @Test
  void refusedNamesHostAndPort() throws Exception {
    ConnectRequest nobody;
    try (RawServer server = new RawServer()) {
      nobody = server.request();
    }

    TransportException failure = failure(nobody);

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageStartingWith(nobody.address().hostAndPort());
    assertThat(engine.starts).hasValue(0);
    assertThat(engine.closes).isEmpty();
  }

  @Test
  void anUnknownHostIsNamed() throws Exception {
    EndpointAddress nowhere = EndpointAddress.amqp("no-such-host.invalid", 5672);

    TransportException failure =
        failure(new ConnectRequest(nowhere, TransportOptions.defaults(), null));

    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
    assertThat(failure).hasMessageStartingWith("no-such-host.invalid:5672: ");
  }

  @Test
  void everyAddressOfAHostIsTried() throws Exception {
    // localhost is often ::1 first; the server listens at 127.0.0.1 only.
    try (RawServer server = new RawServer()) {
      EndpointAddress localhost = EndpointAddress.amqp("localhost", server.port());

      TransportException failure =
          failure(new ConnectRequest(localhost, TransportOptions.defaults(), null));

      assertThat(failure).isNull();
    }
  }

  @Test
  void aServerThatDoesNotAcceptIsAConnectTimeOut() throws Exception {
    try (RawServer server = new RawServer(1)) {
      List<Socket> fillers = fillBacklog(server);

      TransportException failure = failure(server.request(CONNECTED_SOON));

      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(failure)
          .hasMessage(
              "%s: no connection within %d ms",
              server.address().hostAndPort(), CONNECTED_SOON.connectTimeoutMs());
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  private static List<Socket> fillBacklog(RawServer server) throws IOException {
    List<Socket> fillers = new ArrayList<>();
    while (fillers.size() < 100) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(new InetSocketAddress(server.address().host(), server.port()), 200);
      } catch (SocketTimeoutException full) {
        return fillers;
      }
    }
    throw new AssertionError("the backlog takes any number of connections");
  }

  @Test
  void aServerThatSaysNothingIsAHandshakeTimeOut() throws Exception {
    try (RawServer server = new RawServer()) {
      TransportException failure =
          failure(new ConnectRequest(server.address(), GREETED_SOON, user()));

      assertThat(failure.kind()).isEqualTo(Kind.HANDSHAKE_TIMEOUT);
      assertThat(failure).hasMessageEndingWith("nothing came: it may want TLS here (amqps)");
      assertThat(engine.starts).hasValue(0);
    }
  }

  @Test
  void theAmqpHeaderCountsAsHandshake() throws Exception {
    try (RawServer server = new RawServer()) {
      TransportException failure = failure(server.request(GREETED_SOON));
      await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));

      assertThat(failure).isNull();
      TransportException loss = (TransportException) engine.closes.get(0).orElseThrow();
      assertThat(loss.kind()).isEqualTo(Kind.HANDSHAKE_TIMEOUT);
    }
  }

  @Test
  void aRefusalOfSaslIsTypedAndKeepsThePassword() throws Exception {
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(user()), outcome);
      Socket peer = server.accept();
      peer.getInputStream().readNBytes(8);
      OutputStream out = peer.getOutputStream();
      out.write(SASL);
      out.write(OFFER_PLAIN);
      peer.getInputStream().readNBytes(20);
      out.write(REFUSE);
      TransportException failure = outcome.await();
      peer.close();

      assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
      assertThat(failure).hasCauseInstanceOf(AuthenticationException.class);
      assertThat(failure.toString())
          .contains(server.address().hostAndPort(), "'u'")
          .doesNotContain("geheim");
    }
  }

  @Test
  void aServerOfAnotherProtocolIsAProtocolFailure() throws Exception {
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(user()), outcome);
      Socket peer = server.accept();
      peer.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
      TransportException failure = outcome.await();
      peer.close();

      assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(failure).hasMessageContaining("does not speak AMQP");
    }
  }

  @Test
  void aServerThatClosesAtOnceIsALoss() throws Exception {
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(user()), outcome);
      server.accept().close();

      assertThat(outcome.await().kind()).isEqualTo(Kind.CLOSED);
    }
  }

  @Test
  void terminationCancelsATry() throws Exception {
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(user()), outcome);
      Socket peer = server.accept();
      driver.terminate();

      assertThat(outcome.await().kind()).isEqualTo(Kind.CANCELLED);
      assertThat(peer.getInputStream().readAllBytes().length).isIn(0, 8);
    }
  }
}
