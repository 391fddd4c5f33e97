// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.sasl.Credentials;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.ProxySettings.Kind;
import org.postrider.transport.tls.Secret;

/** What is said to proxies, octet by octet, and what their refusals become. */
class ProxyTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  /** No resolver knows it: only the proxy may be asked. */
  private static final String FAR_HOST = "broker.invalid";

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final Outcome outcome = new Outcome();
  private RawServer proxy;

  @BeforeEach
  void listen() throws Exception {
    proxy = new RawServer();
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    proxy.close();
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private Socket connect(Kind kind, String user, String password) throws Exception {
    connect(kind, user, password, null);
    return proxy.accept();
  }

  private void connect(Kind kind, String user, String password, SaslClientSettings sasl) {
    ProxySettings settings =
        new ProxySettings(kind, "127.0.0.1", proxy.port(), user, Secret.of(password));
    TransportOptions options =
        TransportOptions.builder().connectTimeoutMs(8_000).proxy(settings).build();
    engine.onStart = output -> output.write(AMQP, 0, AMQP.length);
    driver.connect(
        new ConnectRequest(EndpointAddress.amqp(FAR_HOST, 5672), options, sasl), outcome);
  }

  private void assertTunnel(Socket tunnel) throws Exception {
    assertThat(outcome.await()).isNull();
    assertThat(tunnel.getInputStream().readNBytes(AMQP.length)).isEqualTo(AMQP);
    tunnel.getOutputStream().write(AMQP);
    await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(AMQP));
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  @Test
  void connectOfHttpNamesTheHostAndLogsIn() throws Exception {
    try (Socket peer = connect(Kind.HTTP, "ada", "geheim")) {
      String head = readHead(peer.getInputStream());
      peer.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));

      assertThat(head)
          .startsWith("CONNECT broker.invalid:5672 HTTP/1.1\r\n")
          .containsIgnoringCase("proxy-authorization: Basic YWRhOmdlaGVpbQ==");
      assertTunnel(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy Authentication Required",
        "No Access For Basic YWRhOmdlaGVpbQ==",
        "Nobody Is ada geheim"
      })
  void aRefusedLogInIsToldWithoutThePassword(String reason) throws Exception {
    try (Socket peer = connect(Kind.HTTP, "ada", "geheim")) {
      readHead(peer.getInputStream());
      String answer = "HTTP/1.1 407 " + reason + "\r\nContent-Length: 0\r\n\r\n";
      peer.getOutputStream().write(answer.getBytes(US_ASCII));

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(TransportException.Kind.AUTHENTICATION);
      assertThat(failure)
          .hasMessageContainingAll("broker.invalid:5672", "HTTP proxy 127.0.0.1:", "407");
      assertThat(failure.toString() + failure.getCause())
          .doesNotContain("geheim", "YWRhOmdlaGVpbQ==");
    }
  }

  @Test
  void aProxyThatDoesNotConnectIsTold() throws Exception {
    try (Socket peer = connect(Kind.HTTP, null, null)) {
      readHead(peer.getInputStream());
      String answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
      peer.getOutputStream().write(answer.getBytes(US_ASCII));

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(TransportException.Kind.UNREACHABLE);
      assertThat(failure).hasMessageContainingAll("the proxy refuses", "502");
    }
  }

  @Test
  void whatAProxySaysMovesNoTerminal() throws Exception {
    try (Socket peer = connect(Kind.HTTP, null, null)) {
      readHead(peer.getInputStream());
      String answer = "HTTP/1.1 502 bad\u001b[31m\u0085gate\r\nContent-Length: 0\r\n\r\n";
      peer.getOutputStream().write(answer.getBytes(ISO_8859_1));

      TransportException failure = outcome.await();

      assertThat(failure).hasMessageContaining("502 bad?[31m?gate").hasNoCause();
    }
  }

  @Test
  void socks4LetsTheProxyLookTheNameUp() throws Exception {
    try (Socket peer = connect(Kind.SOCKS4, "ada", null)) {
      byte[] request = peer.getInputStream().readNBytes(8 + 4 + FAR_HOST.length() + 1);
      peer.getOutputStream().write(new byte[] {0, 90, 0, 0, 0, 0, 0, 0});

      // Version, CONNECT, port 5672, an address that says "4a", the user, the host.
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.write(new byte[] {4, 1, 22, 40, 0, 0, 0, 1});
      expected.write("ada\0broker.invalid\0".getBytes(US_ASCII));
      assertThat(request).isEqualTo(expected.toByteArray());
      assertTunnel(peer);
    }
  }

  @Test
  void socks5LogsInAndLetsTheProxyLookTheNameUp() throws Exception {
    try (Socket peer = connect(Kind.SOCKS5, "ada", "geheim")) {
      InputStream in = peer.getInputStream();
      assertThat(in.read()).isEqualTo(5);
      assertThat(in.readNBytes(in.read())).contains(2);
      peer.getOutputStream().write(new byte[] {5, 2});
      assertThat(in.readNBytes(12)).isEqualTo("\u0001\u0003ada\u0006geheim".getBytes(US_ASCII));
      peer.getOutputStream().write(new byte[] {1, 0});

      assertThat(in.readNBytes(5)).containsExactly(5, 1, 0, 3, FAR_HOST.length());
      assertThat(new String(in.readNBytes(FAR_HOST.length()), US_ASCII)).isEqualTo(FAR_HOST);
      assertThat(in.readNBytes(2)).containsExactly(22, 40);
      peer.getOutputStream().write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
      assertTunnel(peer);
    }
  }

  @Test
  void aRefusalOfSocks5IsTold() throws Exception {
    try (Socket peer = connect(Kind.SOCKS5, "ada", "geheim")) {
      InputStream in = peer.getInputStream();
      in.readNBytes(in.readNBytes(2)[1]);
      peer.getOutputStream().write(new byte[] {5, 2});
      in.readNBytes(12);
      peer.getOutputStream().write(new byte[] {1, 1});

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(TransportException.Kind.AUTHENTICATION);
      assertThat(failure).hasMessageContaining("SOCKS5 proxy 127.0.0.1:");
      assertThat(failure.toString()).doesNotContain("geheim");
    }
  }

  @Test
  void aSilentProxyIsAConnectTimeOut() throws Exception {
    ProxySettings settings = new ProxySettings(Kind.HTTP, "127.0.0.1", proxy.port(), null, null);
    TransportOptions options =
        TransportOptions.builder().connectTimeoutMs(2_000).proxy(settings).build();
    driver.connect(
        new ConnectRequest(EndpointAddress.amqp(FAR_HOST, 5672), options, null), outcome);

    TransportException failure = outcome.await();

    assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECT_TIMEOUT);
    assertThat(failure).hasMessageContaining("no end of the proxy's answer within 2000 ms");
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws Exception {
    proxy.close();
    connect(Kind.SOCKS5, null, null, null);

    TransportException failure = outcome.await();

    assertThat(failure.kind()).isEqualTo(TransportException.Kind.REFUSED);
    assertThat(failure).hasMessageContaining("through the SOCKS5 proxy 127.0.0.1:" + proxy.port());
  }

  @Test
  void aProxyNearByDoesNotMakeTheWayToTheServerSafe() throws Exception {
    connect(
        Kind.HTTP, null, null, SaslClientSettings.of(Credentials.of("u", "geheim".toCharArray())));
    try (Socket peer = proxy.accept()) {
      readHead(peer.getInputStream());
      peer.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
      peer.getInputStream().readNBytes(AMQP.length);
      peer.getOutputStream().write(ConnectFailureTest.SASL);
      peer.getOutputStream().write(ConnectFailureTest.OFFER_PLAIN);

      TransportException failure = outcome.await();

      assertThat(failure).hasCauseInstanceOf(AuthenticationException.class);
      assertThat(failure.kind()).isEqualTo(TransportException.Kind.AUTHENTICATION);
    }
  }

  @Test
  void whatNoProxyHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.HTTP, "p", 0, null, null))
        .withMessageContaining("proxy port 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.SOCKS4, "p", 1080, "u", Secret.of("geheim")))
        .withMessageContaining("SOCKS4")
        .withMessageNotContaining("geheim");
    assertThat(new ProxySettings(Kind.HTTP, "p", 1, "u", Secret.of("geheim")).toString())
        .doesNotContain("geheim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u:geheim@proxy", "http://u:geheim@proxy", "proxy:3128", "[::1]", "a b"})
  void aHostIsNoUrl(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.HTTP, host, 1, null, null))
        .withMessageContaining("must be a name or an address, and cannot hold '")
        .withMessageNotContaining("geheim");
  }

  /** It would go out altered. */
  @Test
  void aLogInThatTheProtocolCannotSayIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.HTTP, "p", 1, "a:b", Secret.of("geheim")))
        .withMessageContaining("colon")
        .withMessageNotContaining("geheim");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.SOCKS5, "p", 1, "u", Secret.of("geh\u20acim")))
        .withMessageContaining("ASCII")
        .withMessageNotContaining("geh");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.SOCKS4, "p", 1, "\u00fc", null))
        .withMessageContaining("ASCII");
  }

  /** Their length is one octet (RFC 1929, 2). */
  @Test
  void aSocks5LogInThatIsTooLongIsRefusedWhereItIsGiven() {
    String most = "g".repeat(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.SOCKS5, "p", 1, "u", Secret.of(most + "g")))
        .withMessage(
            "the password of a SOCKS5 proxy has 256 characters, and must have 255 at most"
                + " (RFC 1929, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxySettings(Kind.SOCKS5, "p", 1, most + "g", Secret.of("x")))
        .withMessageStartingWith("the user of a SOCKS5 proxy has 256 characters");
    assertThat(new ProxySettings(Kind.SOCKS5, "p", 1, most, Secret.of(most)).user())
        .isEqualTo(most);
  }
}
