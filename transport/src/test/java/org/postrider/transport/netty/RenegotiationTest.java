// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** A client gets one TLS handshake of a listener. */
class RenegotiationTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final List<ConnectionDriver> drivers = new CopyOnWriteArrayList<>();
  private final FakeEngine echo = new FakeEngine();
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

  private AmqpListener listen(boolean openSsl) throws Exception {
    TlsSettings tls =
        TlsSettings.builder()
            .keys(TestCertificates.key(certificates.keyStore(certificates.server())))
            .openSsl(openSsl)
            .build();
    return AmqpListener.listen(
        loops,
        new ListenRequest(
            new EndpointAddress("amqps", "127.0.0.1", 0),
            TransportOptions.builder().tls(tls).build(),
            SaslServerSettings.open(),
            10),
        socket -> drivers.add(socket.drive(echo, echo.failures::add)));
  }

  private SSLSocket connect(int port, String version) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificates.authority().getCertificate());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(RawServer.TIMEOUT_MS);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static void assertEcho(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(AMQP);
    assertThat(socket.getInputStream().readNBytes(AMQP.length)).isEqualTo(AMQP);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondOneEndsTheConnection(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(openSsl);
        SSLSocket client = connect(listener.port(), "TLSv1.2")) {
      assertEcho(client);

      Throwable end =
          catchThrowable(
              () -> {
                client.startHandshake();
                assertEcho(client);
              });

      assertThat(end).isNotNull().isNotInstanceOf(SocketTimeoutException.class);
      await().untilAsserted(() -> assertThat(echo.closes).hasSize(1));
      if (!openSsl) {
        assertThat(echo.closes.get(0).orElseThrow())
            .hasMessageContaining("the peer began a second TLS handshake, which is refused");
      }
    }
  }

  /** To change the keys is another thing, and cheap (RFC 8446, 4.6.3). */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void newKeysOfOneThreeAreNoHandshake(boolean openSsl) throws Exception {
    try (AmqpListener listener = listen(openSsl);
        SSLSocket client = connect(listener.port(), "TLSv1.3")) {
      assertEcho(client);

      client.startHandshake();

      assertEcho(client);
      assertEcho(client);
    }
  }
}
