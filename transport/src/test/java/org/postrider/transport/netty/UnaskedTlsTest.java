// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** A peer that goes on with TLS where it is to go on with AMQP. */
@Timeout(120)
class UnaskedTlsTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
  private static final String TOO_MUCH = "the peer sent more than 262144 octets beside its data";

  /** Far more new keys than anybody is granted. */
  private static final int FLOOD = 1_000_000;

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final List<ConnectionDriver> drivers = new CopyOnWriteArrayList<>();
  private final FakeEngine echo = new FakeEngine();
  private final AtomicInteger checks = new AtomicInteger();
  private TestCertificates certificates;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
    echo.onInput = (output, octets) -> output.write(octets, 0, octets.length);
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    drivers.forEach(ConnectionDriver::terminate);
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private SSLContext serving() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificates.server().toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }

  /** Trusts the authority, and counts how often a certificate was checked. */
  private SSLContext trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificates.authority().getCertificate());
    trust.init(store);
    X509ExtendedTrustManager judge = (X509ExtendedTrustManager) trust.getTrustManagers()[0];
    ServerTrust counting =
        new ServerTrust(
            (chain, type, engine) -> {
              checks.incrementAndGet();
              judge.checkServerTrusted(chain, type, engine);
            });
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {counting}, null);
    return context;
  }

  private SSLSocket accepted(SSLServerSocket server, TlsSettings tls) throws Exception {
    ConnectionDriver driver = new ConnectionDriver(loops, echo, echo.failures::add);
    drivers.add(driver);
    EndpointAddress address = new EndpointAddress("amqps", "localhost", server.getLocalPort());
    driver.connect(
        new ConnectRequest(address, TransportOptions.builder().tls(tls).build(), null),
        new Outcome());
    SSLSocket socket = (SSLSocket) server.accept();
    socket.setSoTimeout(RawServer.TIMEOUT_MS);
    return socket;
  }

  private static SSLServerSocket listening(SSLContext context, String version) throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(new String[] {version});
    server.setSoTimeout(RawServer.TIMEOUT_MS);
    return server;
  }

  private static void assertEcho(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(AMQP);
    assertThat(socket.getInputStream().readNBytes(AMQP.length)).isEqualTo(AMQP);
  }

  /** Asks for another handshake, with another certificate perhaps. */
  private static void shakeAgain(SSLSocket peer) throws IOException {
    peer.getSession().invalidate();
    peer.startHandshake();
    assertEcho(peer);
  }

  /** Asks for new keys again and again, and reads nothing. */
  private static void flood(SSLSocket peer) throws IOException {
    for (int i = 0; i < FLOOD; i++) {
      peer.startHandshake();
    }
  }

  private void assertEnd(String why) {
    await()
        .atMost(Duration.ofMillis(RawServer.TIMEOUT_MS))
        .untilAsserted(() -> assertThat(echo.closes).hasSize(1));
    assertThat(echo.closes.get(0).orElseThrow())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aServersNewKeysWithoutEndEndTheConnection() throws Exception {
    TlsSettings tls = TlsSettings.builder().context(trusting()).build();
    try (SSLServerSocket server = listening(serving(), "TLSv1.3");
        SSLSocket peer = accepted(server, tls)) {
      assertEcho(peer);

      assertThatThrownBy(() -> flood(peer)).isInstanceOf(IOException.class);

      assertEnd(TOO_MUCH);
    }
  }

  @Test
  void aClientsNewKeysWithoutEndEndTheConnection() throws Exception {
    TlsSettings tls =
        TlsSettings.builder()
            .keys(TestCertificates.key(certificates.keyStore(certificates.server())))
            .build();
    ListenRequest request =
        new ListenRequest(
            new EndpointAddress("amqps", "127.0.0.1", 0),
            TransportOptions.builder().tls(tls).build(),
            SaslServerSettings.open(),
            10);
    try (AmqpListener listener =
            AmqpListener.listen(
                loops, request, socket -> drivers.add(socket.drive(echo, echo.failures::add)));
        SSLSocket peer =
            (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", listener.port())) {
      peer.setSoTimeout(RawServer.TIMEOUT_MS);
      assertEcho(peer);

      assertThatThrownBy(() -> flood(peer)).isInstanceOf(IOException.class);

      assertEnd(TOO_MUCH);
    }
  }

  /** The check would be done by whoever runs the loop, be it a thread that sends. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServersSecondHandshakeIsRefusedBeforeItsCertificateIsChecked(boolean given)
      throws Exception {
    TlsSettings.Builder tls = TlsSettings.builder();
    if (given) {
      tls.context(trusting());
    } else {
      tls.trust(TestCertificates.trust(certificates.trustStore()));
    }
    try (SSLServerSocket server = listening(serving(), "TLSv1.2");
        SSLSocket peer = accepted(server, tls.build())) {
      assertEcho(peer);

      assertThat(catchThrowable(() -> shakeAgain(peer))).isNotNull();

      assertEnd("the peer began a second TLS handshake, which is refused");
      assertThat(checks).hasValue(given ? 1 : 0);
    }
  }

  @Test
  void aServersSecondHandshakeIsRefusedByOpenSslToo() throws Exception {
    TlsSettings tls =
        TlsSettings.builder()
            .trust(TestCertificates.trust(certificates.trustStore()))
            .openSsl(true)
            .build();
    try (SSLServerSocket server = listening(serving(), "TLSv1.2");
        SSLSocket peer = accepted(server, tls)) {
      assertEcho(peer);

      assertThat(catchThrowable(() -> shakeAgain(peer))).isNotNull();

      await().untilAsserted(() -> assertThat(echo.closes).hasSize(1));
    }
  }
}
