// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** What is said of this end's certificate when the server refuses TLS is true. */
class ShownCertificateTest {

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private TestCertificates certificates;
  private KeyStore twoKeys;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
    twoKeys = KeyStore.getInstance("PKCS12");
    twoKeys.load(null, null);
    TestCertificates.addKey(twoKeys, "first", certificates.client());
    TestCertificates.addKey(twoKeys, "second", certificates.client());
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  /** A server that wants a client's certificate, and trusts nobody who signs some. */
  private SSLServerSocket demanding() throws Exception {
    KeyManagerFactory keys = certificates.server().toKeyManagerFactory();
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore others = KeyStore.getInstance("PKCS12");
    others.load(null, null);
    // The same name, another key: the client's certificate seems to be asked for.
    others.setCertificateEntry("ca", new TestCertificates(directory).authority().getCertificate());
    trust.init(others);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    server.setSoTimeout(RawServer.TIMEOUT_MS);
    return server;
  }

  private TransportException refusal(TlsSettings.Builder client, SSLServerSocket server)
      throws Exception {
    CompletableFuture<Void> handshake = CompletableFuture.runAsync(() -> shake(server));
    ConnectionDriver driver = new ConnectionDriver(loops, new FakeEngine(), e -> {});
    try {
      Outcome outcome = new Outcome();
      EndpointAddress address = new EndpointAddress("amqps", "localhost", server.getLocalPort());
      TransportOptions options = TransportOptions.builder().tls(client.build()).build();
      // Behind a SASL that is waited for, so that an alert after the handshake is seen as well.
      driver.connect(new ConnectRequest(address, options, SaslClientSettings.anonymous()), outcome);
      TransportException failure = outcome.await();
      handshake.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
      return failure;
    } finally {
      driver.terminate();
    }
  }

  private static void shake(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.setSoTimeout(RawServer.TIMEOUT_MS);
      socket.startHandshake();
    } catch (IOException refused) {
      // The client is what is looked at.
    }
  }

  private TlsSettings.Builder trusting(String version) throws Exception {
    return TlsSettings.builder()
        .trust(TestCertificates.trust(certificates.trustStore()))
        .protocols(List.of(version), List.of());
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, false", "TLSv1.2, false", "TLSv1.3, true", "TLSv1.2, true"})
  void theOneThatWasChosenAmongTwoIsNamed(String version, boolean openSsl) throws Exception {
    Path file = certificates.write(twoKeys);
    try (SSLServerSocket server = demanding()) {
      TransportException failure =
          refusal(trusting(version).openSsl(openSsl).keys(TestCertificates.key(file)), server);

      assertThat(failure)
          .hasMessageContainingAll("the peer refused TLS", "this end's certificate was 'CN=client'")
          .hasMessageNotContaining("no certificate");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theOneThatAGivenContextChoseIsNamed(String version) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(twoKeys, TestCertificates.PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificates.authority().getCertificate());
    trust.init(trusted);
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    try (SSLServerSocket server = demanding()) {
      TransportException failure =
          refusal(
              TlsSettings.builder().context(own).protocols(List.of(version), List.of()), server);

      assertThat(failure)
          .hasMessageContainingAll("the peer refused TLS", "this end's certificate was 'CN=client'")
          .hasMessageNotContaining("no certificate");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCommonCipherSuiteIsNotTakenForACertificate(boolean openSsl) throws Exception {
    try (SSLServerSocket server = demanding()) {
      server.setNeedClientAuth(false);
      server.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
      TransportException failure =
          refusal(
              trusting("TLSv1.2")
                  .openSsl(openSsl)
                  .cipherSuites(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), List.of()),
              server);

      assertThat(failure)
          .hasMessageContaining(
              "the alert handshake_failure: no cipher suite in common, or it wants a certificate;"
                  + " this end has no certificate");
    }
  }
}
