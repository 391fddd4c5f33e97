// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.OuterAddress;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** How a WebSocket for AMQP comes to be: with our own listener, and with servers that refuse. */
class WebSocketTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 2);
  private final List<ConnectionDriver> drivers = new CopyOnWriteArrayList<>();
  private final FakeEngine engine = new FakeEngine();
  private final Outcome outcome = new Outcome();
  private TransportOptions options = TransportOptions.defaults();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    drivers.forEach(ConnectionDriver::terminate);
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private AmqpListener listenForEcho(String scheme, TransportOptions serving) throws Exception {
    return listen(
        scheme,
        serving,
        echo -> echo.onInput = (output, octets) -> output.write(octets, 0, octets.length));
  }

  private AmqpListener listen(
      String scheme, TransportOptions serving, Consumer<FakeEngine> accepted) throws Exception {
    return AmqpListener.listen(
        loops,
        new ListenRequest(
            new EndpointAddress(scheme, "127.0.0.1", 0, "/amqp"),
            serving,
            SaslServerSettings.open(),
            10),
        socket -> {
          FakeEngine peer = new FakeEngine();
          accepted.accept(peer);
          drivers.add(socket.drive(peer, peer.failures::add));
        });
  }

  private void connect(String scheme, int port, String path, SaslClientSettings sasl) {
    connect(scheme, "localhost", port, path, sasl);
  }

  private void connect(String scheme, String host, int port, String path, SaslClientSettings sasl) {
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    drivers.add(driver);
    EndpointAddress address = new EndpointAddress(scheme, host, port, path);
    driver.connect(new ConnectRequest(address, options, sasl), outcome);
  }

  private static TransportOptions with(WebSocketSettings settings) {
    return TransportOptions.builder().webSocket(settings).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void octetsGoBothWaysWithAndWithoutCompression(boolean compression) throws Exception {
    byte[] much = new byte[300_000];
    Arrays.fill(much, (byte) 7);
    System.arraycopy(AMQP, 0, much, 0, AMQP.length);
    options = with(new WebSocketSettings(Map.of(), compression, 1 << 20));
    engine.onStart = output -> output.write(much, 0, much.length);
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqpws", listener.port(), "/amqp", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNull();
      await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(much));
    }
  }

  /** A compressor makes room again, of which the socket's writability tells nothing. */
  @Test
  void anEngineThatIsHeldBackBehindCompressionIsToldToGoOn() throws Exception {
    byte[] much = new byte[8 << 20];
    Random random = new Random(7);
    for (int i = 0; i < much.length; i += 8) {
      Arrays.fill(much, i, i + 8, (byte) random.nextInt());
    }
    System.arraycopy(AMQP, 0, much, 0, AMQP.length);
    AtomicInteger put = new AtomicInteger();
    engine.onWritable =
        output -> {
          while (output.isWritable() && put.get() < much.length) {
            int part = Math.min(1_000, much.length - put.get());
            output.write(much, put.getAndAdd(part), part);
          }
        };
    engine.onStart = engine.onWritable;
    CompletableFuture<FakeEngine> peer = new CompletableFuture<>();
    options = with(new WebSocketSettings(Map.of(), true, 1 << 20));
    try (AmqpListener listener = listen("amqpws", options, peer::complete)) {
      connect("amqpws", listener.port(), "/amqp", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNull();
      FakeEngine receiving = peer.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
      await().atMost(30, TimeUnit.SECONDS).until(() -> receiving.receivedOctets() >= much.length);
      assertThat(receiving.received()).isEqualTo(much);
    }
  }

  @Test
  void aWebSocketGoesOverTls() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    TlsSettings serving =
        TlsSettings.builder()
            .keys(TestCertificates.key(certificates.keyStore(certificates.server())))
            .build();
    TlsSettings trusting =
        TlsSettings.builder().trust(TestCertificates.trust(certificates.trustStore())).build();
    engine.onStart = output -> output.write(AMQP, 0, AMQP.length);
    options = TransportOptions.builder().tls(trusting).build();
    TransportOptions server = TransportOptions.builder().tls(serving).build();
    try (AmqpListener listener = listenForEcho("amqpwss", server)) {
      connect("amqpwss", listener.port(), "/amqp", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNull();
      await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(AMQP));
    }
  }

  @Test
  void anotherPathIsNotFound() throws Exception {
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqpws", listener.port(), "/other", null);

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(failure).hasMessageContaining("no WebSocket at path '/other'");
      assertThat(failure).hasMessageContaining("404 Not Found");
    }
  }

  @Test
  void aListenerOfWebSocketsIsNoListenerOfAmqp() throws Exception {
    options = TransportOptions.builder().handshakeTimeoutMs(500).build();
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqp", listener.port(), "/", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNotNull();
    }
  }

  @Test
  void theRequestSaysWhatAmqpOverWebSocketWants() throws Exception {
    options =
        with(
            new WebSocketSettings(
                Map.of("Authorization", "Bearer abc", "X-Own", "1"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/a/b", null);
      try (Socket peer = server.accept()) {
        Map<String, String> request = WebSocketPeer.readRequest(peer.getInputStream());

        assertThat(request)
            .containsEntry("", "GET /a/b HTTP/1.1")
            .containsEntry("host", "localhost:" + server.port())
            .containsEntry("upgrade", "websocket")
            .containsEntry("sec-websocket-protocol", "amqp")
            .containsEntry("sec-websocket-version", "13")
            .containsEntry("authorization", "Bearer abc")
            .containsEntry("x-own", "1")
            .doesNotContainKeys("origin", "sec-websocket-extensions");
      }
    }
    outcome.await();
  }

  @Test
  void aServerWithoutTheSubProtocolIsRefused() throws Exception {
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), null)) {
        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContainingAll("no WebSocket for AMQP", "amqp");
        assertThat(peer.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aRefusedLogInIsAnAuthenticationFailure() throws Exception {
    options = with(new WebSocketSettings(Map.of("Authorization", "Basic geheim"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        WebSocketPeer.readRequest(peer.getInputStream());
        String answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
        peer.getOutputStream().write(answer.getBytes(US_ASCII));

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure).hasMessageContaining("401 Unauthorized");
        assertThat(failure.getMessage() + options).doesNotContain("geheim");
      }
    }
  }

  /** An error page may be long, need not end, and its head is not for a log. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked", "X-None: none"})
  void aRefusalsPageIsNotWaitedForNorShown(String length) throws Exception {
    options = with(new WebSocketSettings(Map.of("Authorization", "Bearer geheim"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        WebSocketPeer.readRequest(peer.getInputStream());
        String answer =
            "HTTP/1.1 401 No access for Bearer geheim\r\nSet-Cookie: geheim\r\n"
                + length
                + "\r\n\r\n";
        peer.getOutputStream().write(answer.getBytes(US_ASCII));

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure).hasMessageContaining("401 No access for ***");
        assertThat(failure.toString() + failure.getCause()).doesNotContain("geheim", "Cookie");
      }
    }
  }

  /** The value of any header may be a key, and a refusal may repeat it. */
  @Test
  void noHeadersValueIsShownWhoeverRepeatsIt() throws Exception {
    Map<String, String> keys =
        Map.of("X-Api-Key", "geheim", "X-Long", "geheim-2", "X-Pair", "Key verborgen", "X-V", "1");
    options = with(new WebSocketSettings(keys, false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/geheim", null);
      try (Socket peer = server.accept()) {
        WebSocketPeer.readRequest(peer.getInputStream());
        String answer = "HTTP/1.1 401 bad geheim geheim-2 verborgen 1\r\nContent-Length: 0\r\n\r\n";
        peer.getOutputStream().write(answer.getBytes(US_ASCII));

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure)
            .hasMessageEndingWith("at path '/geheim': the server answers 401 bad *** *** *** 1")
            .hasNoCause();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeaderThatLogsInIsNotShownToWhoListensUnlessThatIsAllowed(boolean allowed)
      throws Exception {
    Optional<InetAddress> outer = OuterAddress.find();
    assumeThat(outer).isPresent();
    options = with(new WebSocketSettings(Map.of("authorization", "geheim"), false, 4096, allowed));
    try (ServerSocket server = new ServerSocket(0, 1, outer.get())) {
      String host = outer.get().getHostAddress();
      connect("amqpws", host, server.getLocalPort(), "/", null);
      if (allowed) {
        try (Socket peer = server.accept()) {
          assertThat(WebSocketPeer.readRequest(peer.getInputStream()).get("authorization"))
              .isEqualTo("geheim");
        }
      }
      TransportException failure = outcome.await();

      assertThat(failure.getMessage().contains("authorization unencrypted")).isEqualTo(!allowed);
      assertThat(failure.getMessage().contains("allowInsecureMechanisms")).isEqualTo(!allowed);
      assertThat(failure.kind()).isEqualTo(allowed ? Kind.CLOSED : Kind.AUTHENTICATION);
      server.setSoTimeout(1);
      assertThatException().isThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aServerOfAmqpIsNoServerOfWebSockets() throws Exception {
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        WebSocketPeer.readRequest(peer.getInputStream());
        peer.getOutputStream().write(AMQP);
        peer.shutdownOutput();

        assertThat(outcome.await()).isNotNull();
      }
    }
  }

  @Test
  void headersThatBreakHttpAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("a b", "c"), false, 4096))
        .withMessageContaining("'a' must be an HTTP token, and not go on with ' '");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("Auth: geheim", "c"), false, 4096))
        .withMessage("HTTP header name 'Auth' must be an HTTP token, and not go on with ':'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("a", "geheim\r\nb: c"), false, 4096))
        .withMessageContaining("'a'")
        .withMessageNotContaining("geheim");
  }
}
