// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.transport.tls.TestCertificates.key;
import static org.postrider.transport.tls.TestCertificates.trust;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.ClientCertificates;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;
import org.postrider.transport.tls.TrustSource;

/** Client and listener over TLS, and what each failure says. */
class TlsTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 2);
  private final List<ConnectionDriver> drivers = new CopyOnWriteArrayList<>();
  private TestCertificates certificates;
  private TestCertificates strangers;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
    strangers = new TestCertificates(Files.createDirectory(directory.resolve("s")), "Strange CA");
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    drivers.forEach(ConnectionDriver::terminate);
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private TlsSettings.Builder serving(X509Bundle own) throws Exception {
    return TlsSettings.builder().keys(key(certificates.keyStore(own)));
  }

  private TlsSettings.Builder trusting() throws Exception {
    return TlsSettings.builder().trust(trust(certificates.trustStore()));
  }

  private AmqpListener listen(TlsSettings tls) throws Exception {
    return AmqpListener.listen(
        loops,
        new ListenRequest(
            new EndpointAddress("amqps", "127.0.0.1", 0),
            TransportOptions.builder().tls(tls).build(),
            SaslServerSettings.open(),
            10),
        socket -> {
          FakeEngine echo = new FakeEngine();
          echo.onInput = (output, octets) -> output.write(octets, 0, octets.length);
          drivers.add(socket.drive(echo, echo.failures::add));
        });
  }

  private TransportException connect(int port, TlsSettings tls) throws Exception {
    return connect(new EndpointAddress("amqps", "localhost", port), tls, new FakeEngine());
  }

  private TransportException connect(EndpointAddress address, TlsSettings tls, FakeEngine engine)
      throws Exception {
    TransportOptions options = TransportOptions.builder().connectTimeoutMs(8_000).tls(tls).build();
    return connect(new ConnectRequest(address, options, SaslClientSettings.anonymous()), engine);
  }

  private TransportException connect(ConnectRequest request, FakeEngine engine) throws Exception {
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    drivers.add(driver);
    Outcome outcome = new Outcome();
    engine.onStart = output -> output.write(AMQP, 0, AMQP.length);
    driver.connect(request, outcome);
    return outcome.await();
  }

  private void assertEcho(int port, TlsSettings tls) throws Exception {
    FakeEngine engine = new FakeEngine();
    EndpointAddress address = new EndpointAddress("amqps", "localhost", port);
    assertThat(connect(address, tls, engine)).isNull();
    await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(AMQP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void octetsGoBothWaysOverEitherEngineAndVersion(String version) throws Exception {
    for (boolean openSsl : new boolean[] {false, true}) {
      TlsSettings server = serving(certificates.server()).openSsl(openSsl).build();
      TlsSettings client =
          trusting().openSsl(openSsl).protocols(List.of(version), List.of()).build();
      try (AmqpListener listener = listen(server)) {
        assertEcho(listener.port(), client);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExpiredCertificateIsNamedWithItsEnd(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(serving(certificates.expiredServer()).build())) {
      TransportException failure = connect(listener.port(), trusting().openSsl(openSsl).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageStartingWith("localhost:" + listener.port() + ": ")
          .hasMessageContainingAll("server's certificate", "'CN=expired'", "expired at ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSelfSignedCertificateIsNamed(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(serving(certificates.selfSigned()).build())) {
      TransportException failure = connect(listener.port(), trusting().openSsl(openSsl).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContainingAll("'CN=hermit'", "self-signed");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnknownAuthorityIsNamed(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(serving(strangers.server()).build())) {
      TransportException failure = connect(listener.port(), trusting().openSsl(openSsl).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContainingAll("'CN=server'", "'CN=Strange CA' is unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCertificateForAnotherHostIsNamedWithBothHosts(boolean openSsl) throws Exception {
    X509Bundle other = certificates.server("broker.example");
    try (AmqpListener listener = listen(serving(other).build())) {
      TransportException failure = connect(listener.port(), trusting().openSsl(openSsl).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageContainingAll("'CN=server' is not for host 'localhost'", "broker.example");
      assertEcho(listener.port(), trusting().openSsl(openSsl).verifyHost(false).build());
    }
  }

  /** A server of the JDK's; gives what it hears of its handshake. */
  private static CompletableFuture<String> heardBy(SSLServerSocket server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.setSoTimeout(RawServer.TIMEOUT_MS);
            socket.startHandshake();
            return "read " + socket.getInputStream().read();
          } catch (IOException alert) {
            return String.valueOf(alert.getMessage());
          }
        });
  }

  /** A server that still sends when the client goes hears that first, and is asked once more. */
  private String alertFor(X509Bundle shown, boolean openSsl, TlsSettings.Builder client) {
    return await()
        .until(
            () -> heardOf(shown, openSsl, client),
            heard -> !heard.equals("Broken pipe") && !heard.startsWith("Connection reset"));
  }

  private String heardOf(X509Bundle shown, boolean openSsl, TlsSettings.Builder client)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.toKeyManagerFactory().getKeyManagers(), null, null);
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
      CompletableFuture<String> heard = heardBy(server);
      assertThat(connect(server.getLocalPort(), client.openSsl(openSsl).build())).isNotNull();
      return heard.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerHearsWhyItsCertificateIsRefused(boolean openSsl) throws Exception {
    String expired = alertFor(certificates.expiredServer(), openSsl, trusting());
    String unknown = alertFor(strangers.server(), openSsl, trusting());
    String otherHost = alertFor(certificates.server("broker.example"), openSsl, trusting());
    String trustAll =
        alertFor(
            strangers.server("broker.example"),
            openSsl,
            TlsSettings.builder().trust(new TrustSource.All()));

    assertThat(List.of(expired, unknown, otherHost, trustAll))
        .allMatch(alert -> alert.contains("certificate") || alert.contains("unknown_ca"));
    assertThat(expired).contains(openSsl ? "certificate_expired" : "certificate");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trustAllStillVerifiesTheHost(boolean openSsl) throws Exception {
    TlsSettings.Builder anyone =
        TlsSettings.builder().openSsl(openSsl).trust(new TrustSource.All());
    try (AmqpListener listener = listen(serving(strangers.server("broker.example")).build())) {
      TransportException failure = connect(listener.port(), anyone.build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageContaining(
              "the server's certificate 'CN=server' is not for host 'localhost': it names"
                  + " broker.example");
      assertEcho(listener.port(), anyone.verifyHost(false).build());
    }
  }

  /** It is of a known authority: what is wrong is what it may be used for. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientsCertificateIsNoServers(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(serving(certificates.client()).build())) {
      TransportException failure = connect(listener.port(), trusting().openSsl(openSsl).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageContainingAll("'CN=client' is not accepted: ", "Extended key usage")
          .hasMessageNotContaining("unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientCertificateLetsIn(boolean openSsl) throws Exception {
    TlsSettings server = requiringCertificates();
    TlsSettings client =
        trusting().openSsl(openSsl).keys(key(certificates.keyStore(certificates.client()))).build();
    try (AmqpListener listener = listen(server)) {
      assertEcho(listener.port(), client);
    }
  }

  private TlsSettings requiringCertificates() throws Exception {
    return serving(certificates.server())
        .trust(trust(certificates.trustStore()))
        .clientCertificates(ClientCertificates.REQUIRED)
        .build();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, false", "TLSv1.2, false", "TLSv1.3, true", "TLSv1.2, true"})
  void aMissingOrWrongClientCertificateIsTold(String version, boolean openSsl) throws Exception {
    TlsSettings.Builder client = trusting().protocols(List.of(version), List.of()).openSsl(openSsl);
    try (AmqpListener listener = listen(requiringCertificates())) {
      TransportException missing = connect(listener.port(), client.build());

      assertThat(missing.kind()).isEqualTo(Kind.TLS);
      assertThat(missing)
          .hasMessageContainingAll("the peer refused TLS", "this end has no certificate");

      TransportException wrong =
          connect(
              listener.port(), client.keys(key(strangers.keyStore(strangers.client()))).build());

      assertThat(wrong.kind()).isEqualTo(Kind.TLS);
      assertThat(wrong).hasMessageContainingAll("the peer refused TLS", "'CN=client'");
    }
  }

  private SSLServerSocket jdkServer() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificates.server().toKeyManagerFactory().getKeyManagers(), null, null);
    ServerSocket server =
        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(RawServer.TIMEOUT_MS);
    return (SSLServerSocket) server;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theServerIsToldTheHostOfTheUrl(boolean openSsl) throws Exception {
    try (SSLServerSocket server = jdkServer()) {
      Outcome outcome =
          begin(server.getLocalPort(), trusting().openSsl(openSsl).build(), new FakeEngine());
      try (SSLSocket peer = (SSLSocket) server.accept()) {
        peer.startHandshake();

        assertThat(((ExtendedSSLSession) peer.getSession()).getRequestedServerNames())
            .containsExactly(new SNIHostName("localhost"));
        assertThat(outcome.await()).isNull();
      }
    }
  }

  @Test
  void theEndOfTlsIsTheEndOfTheConnectionThoughTheSocketIsOpen() throws Exception {
    FakeEngine engine = new FakeEngine();
    try (SSLServerSocket server = jdkServer()) {
      Outcome outcome = begin(server.getLocalPort(), trusting().build(), engine);
      try (SSLSocket peer = (SSLSocket) server.accept()) {
        peer.startHandshake();
        assertThat(outcome.await()).isNull();

        peer.shutdownOutput();

        await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
      }
    }
  }

  private Outcome begin(int port, TlsSettings tls, FakeEngine engine) {
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    drivers.add(driver);
    Outcome outcome = new Outcome();
    EndpointAddress address = new EndpointAddress("amqps", "localhost", port);
    TransportOptions options = TransportOptions.builder().tls(tls).build();
    driver.connect(new ConnectRequest(address, options, null), outcome);
    return outcome;
  }

  @Test
  void noCommonVersionIsTold() throws Exception {
    TlsSettings server =
        serving(certificates.server()).protocols(List.of("TLSv1.3"), List.of()).build();
    TlsSettings client = trusting().protocols(List.of("TLSv1.2"), List.of()).build();
    try (AmqpListener listener = listen(server)) {
      TransportException failure = connect(listener.port(), client);

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageContaining("the peer refused TLS with the alert protocol_version");
    }
  }

  @Test
  void aServerWithoutTlsIsRecognised() throws Exception {
    try (RawServer server = new RawServer()) {
      ConnectionDriver driver = new ConnectionDriver(loops, new FakeEngine(), e -> {});
      drivers.add(driver);
      Outcome outcome = new Outcome();
      EndpointAddress address = new EndpointAddress("amqps", "127.0.0.1", server.port());
      driver.connect(
          new ConnectRequest(
              address, TransportOptions.builder().tls(trusting().build()).build(), null),
          outcome);
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write(AMQP);

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContainingAll("does not speak TLS", "amqp, not amqps");
      }
    }
  }

  @Test
  void aServerThatIgnoresTheHandshakeIsAConnectTimeOut() throws Exception {
    try (RawServer server = new RawServer()) {
      EndpointAddress address = new EndpointAddress("amqps", "127.0.0.1", server.port());
      TransportOptions impatient =
          TransportOptions.builder().connectTimeoutMs(4_000).tls(trusting().build()).build();

      TransportException failure =
          connect(new ConnectRequest(address, impatient, null), new FakeEngine());

      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(failure).hasMessageContaining("no end of the TLS handshake within 4000 ms");
    }
  }

  @Test
  void aServerThatClosesInTheHandshakeIsTold() throws Exception {
    try (RawServer server = new RawServer()) {
      ConnectionDriver driver = new ConnectionDriver(loops, new FakeEngine(), e -> {});
      drivers.add(driver);
      Outcome outcome = new Outcome();
      EndpointAddress address = new EndpointAddress("amqps", "127.0.0.1", server.port());
      driver.connect(new ConnectRequest(address, TransportOptions.defaults(), null), outcome);
      Socket peer = server.accept();
      assertThat(peer.getInputStream().read()).isEqualTo(0x16);
      peer.close();

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(Kind.CLOSED);
      assertThat(failure).hasMessageContaining("in the TLS handshake");
    }
  }

  @Test
  void aTlsServerIsRecognisedByAClientWithout() throws Exception {
    try (RawServer server = new RawServer()) {
      ConnectionDriver driver = new ConnectionDriver(loops, new FakeEngine(), e -> {});
      drivers.add(driver);
      Outcome outcome = new Outcome();
      driver.connect(server.request(SaslClientSettings.anonymous()), outcome);
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, 10});

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContaining("speaks TLS at this port (amqps, not amqp)");
      }
    }
  }

  @Test
  void aStoreThatCannotBeReadEndsTheTryAtOnce() throws Exception {
    Path absent = directory.resolve("absent.p12");
    try (RawServer server = new RawServer()) {
      TransportException failure =
          connect(server.port(), TlsSettings.builder().trust(trust(absent)).build());

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContaining(absent + " does not exist");
    }
  }

  @Test
  void theNextConnectionUsesAFileThatChanged() throws Exception {
    Path used = certificates.trustStore();
    TlsSettings client = TlsSettings.builder().trust(trust(used)).build();
    Path served = certificates.keyStore(certificates.server());
    try (AmqpListener listener = listen(TlsSettings.builder().keys(key(served)).build())) {
      assertEcho(listener.port(), client);

      replace(served, strangers.keyStore(strangers.server()));
      assertThat(connect(listener.port(), client))
          .hasMessageContaining("'CN=Strange CA' is unknown");

      replace(used, strangers.trustStore());
      assertEcho(listener.port(), client);
    }
  }

  @Test
  void aListenerKeepsItsCertificateWhileTheFileIsOfNoUse() throws Exception {
    Path served = certificates.keyStore(certificates.server());
    try (AmqpListener listener = listen(TlsSettings.builder().keys(key(served)).build())) {
      Files.writeString(served, "half a file");

      assertEcho(listener.port(), trusting().build());
    }
  }

  private static void replace(Path file, Path by) throws Exception {
    Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    // Two writes within one tick of the file system's clock look alike.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }
}
