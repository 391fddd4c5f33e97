// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.pkitesting.X509Bundle;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.transport.tls.TestCertificates;

/** The event API over TLS, as a client and as a server. */
class TlsConnectionTest {

  @TempDir Path directory;
  private final Recorder received = new Recorder(EventType.MESSAGE);
  private final Recorder client =
      new Recorder(EventType.CONNECTION_OPENED, EventType.TRANSPORT_ERROR);
  private final Container server = new Container(received);
  private final Container container = new Container(client);
  private TestCertificates certificates;
  private X509Bundle own;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
    own = certificates.server();
    server.start();
    container.start();
  }

  @AfterEach
  void stop() throws Exception {
    container.stop();
    server.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(server.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private TlsOptions serving() throws Exception {
    return new TlsOptions()
        .certificate(certificates.certificatePem(own), certificates.encryptedKeyPem(own, "k"))
        .keyPassword("k");
  }

  private Acceptor listen(TlsOptions tls) {
    return server.listen("amqps://127.0.0.1:0", new ConnectionOptions().tls(tls));
  }

  private Connection connect(Acceptor acceptor, TlsOptions tls) {
    return container.connect(
        "amqps://localhost:" + acceptor.port(), new ConnectionOptions().tls(tls).reconnect(false));
  }

  private TlsOptions trusting() throws Exception {
    return new TlsOptions().trustedCertificates(certificates.authorityPem());
  }

  private void assertMessageArrives(Connection connection) {
    client.next(EventType.CONNECTION_OPENED);
    Sender sender = container.createSender(connection, "q");
    container.execute(() -> sender.send(new Message("under seal")));
    assertThat(received.next(EventType.MESSAGE).message().body()).isEqualTo("under seal");
  }

  @Test
  void aMessageGoesOverTlsFromPemFiles() throws Exception {
    assertMessageArrives(connect(listen(serving()), trusting()));
  }

  @Test
  void aContainerListensForWebSocketsAtItsPath() throws Exception {
    Acceptor acceptor =
        server.listen("amqpwss://127.0.0.1:0/amqp", new ConnectionOptions().tls(serving()));
    ConnectionOptions options = new ConnectionOptions().tls(trusting()).reconnect(false);
    String root = "amqpwss://localhost:" + acceptor.port();

    container.connect(root + "/other", options);
    assertThat(client.next(EventType.TRANSPORT_ERROR).description()).contains("404 Not Found");

    assertMessageArrives(container.connect(root + "/amqp", options));
  }

  @Test
  void anSslContextMayBeGivenToBothEnds() throws Exception {
    SSLContext serverContext = SSLContext.getInstance("TLS");
    serverContext.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
    SSLContext clientContext = SSLContext.getInstance("TLS");
    TrustManager[] trust = certificates.authority().toTrustManagerFactory().getTrustManagers();
    clientContext.init(null, trust, null);

    Acceptor acceptor = listen(new TlsOptions().sslContext(serverContext));

    assertMessageArrives(connect(acceptor, new TlsOptions().sslContext(clientContext)));
  }

  @Test
  void aClientCertificateIsWantedAndVerified() throws Exception {
    TlsOptions strict =
        serving().trustedCertificates(certificates.authorityPem()).clientCertificateRequired(true);
    Acceptor acceptor = listen(strict);
    Path keys = certificates.keyStore(certificates.client());

    connect(acceptor, trusting());
    assertThat(client.next(EventType.TRANSPORT_ERROR).description())
        .contains("this end has no certificate");

    TlsOptions known = trusting().keyStore(keys, TestCertificates.PASSWORD).keyAlias("own");
    assertMessageArrives(connect(acceptor, known));
  }

  @Test
  void aRefusedCertificateIsNamedInTheEvent() throws Exception {
    connect(listen(serving()), new TlsOptions());

    Event error = client.next(EventType.TRANSPORT_ERROR);

    assertThat(error.description())
        .contains("localhost", "'CN=server' is not trusted", "'CN=Test CA'");
  }

  @Test
  void aHandshakeThatDoesNotEndIsTold() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      container.connect(
          "amqps://127.0.0.1:" + silent.getLocalPort(),
          new ConnectionOptions().connectTimeout(Duration.ofSeconds(4)).reconnect(false));

      assertThat(client.next(EventType.TRANSPORT_ERROR).description())
          .contains("within 4000 ms", "the TLS handshake");
    }
  }

  @Test
  void aServerWithoutItsCertificateDoesNotListen() throws Exception {
    Path absent = directory.resolve("absent.p12");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listen(new TlsOptions()))
        .withMessageContaining("needs a certificate");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listen(new TlsOptions().keyStore(absent, "p")))
        .withMessageContaining(absent + " does not exist");
  }

  @Test
  void contradictionsAreRefusedAtOnce() throws Exception {
    Path file = certificates.authorityPem();
    TlsOptions two = serving().keyStore(file, "p");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConnectionOptions().tls(two))
        .withMessageContaining("keyStore and certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConnectionOptions().tls(new TlsOptions().keyAlias("a")))
        .withMessageContaining("keyAlias 'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConnectionOptions().tls(new TlsOptions().protocols("TLS9")))
        .withMessageContaining("'TLS9'");
  }

  @Test
  void passwordsAreMasked() throws Exception {
    TlsOptions options =
        new TlsOptions()
            .keyStore(directory, "geheim1")
            .trustStore(directory, "geheim2")
            .keyPassword("geheim3");

    assertThat(options.toString()).contains("keyStorePassword=***").doesNotContain("geheim");
    assertThat(new ConnectionOptions().tls(options).toString()).doesNotContain("geheim");
  }

  /** The types of the two stores are options of their own, and another way to name one. */
  @Test
  void eachStoreMayHaveATypeOfItsOwn() throws Exception {
    Path keys = certificates.keyStore(own, "JKS");
    Path trust = certificates.trustStore("PKCS12");
    try (Acceptor acceptor =
        listen(
            new TlsOptions()
                .keyStore(keys, TestCertificates.PASSWORD)
                .keyStoreType("JKS")
                .storeType("PKCS12"))) {
      assertMessageArrives(
          connect(
              acceptor,
              new TlsOptions()
                  .keyStore(keys, TestCertificates.PASSWORD)
                  .keyStoreType("JKS")
                  .trustStore(trust, TestCertificates.PASSWORD)
                  .trustStoreType("PKCS12")));

      connect(
          acceptor,
          new TlsOptions()
              .keyStore(keys, TestCertificates.PASSWORD)
              .storeType("JKS")
              .trustStore(trust, TestCertificates.PASSWORD)
              .trustStoreType("FANCY"));
      assertThat(client.next(EventType.TRANSPORT_ERROR).description())
          .contains("trust store " + trust + " has the type 'FANCY'");
    }
  }

  @Test
  void aRedirectFromTlsToTheClearIsNotFollowedUnlessTheOptionSaysSo() throws Exception {
    assertThat(urlAfterRedirectToTheClear(false)).startsWith("amqps://");
    assertThat(urlAfterRedirectToTheClear(true)).startsWith("amqp://");
  }

  /** Where the client goes when a broker that it reached over TLS sends it to one in the clear. */
  private String urlAfterRedirectToTheClear(boolean allowed) throws Exception {
    Recorder events = new Recorder(EventType.CONNECTION_OPENED, EventType.RECONNECTING);
    Recorder serving = new Recorder(EventType.CONNECTION_OPENED);
    Container redirecting = new Container(serving);
    Container redirected = new Container(events);
    redirecting.start();
    redirected.start();
    try {
      Acceptor sealed =
          redirecting.listen("amqps://127.0.0.1:0", new ConnectionOptions().tls(serving()));
      Acceptor clear = server.listen("amqp://127.0.0.1:0", new ConnectionOptions());
      redirected.connect(
          "amqps://localhost:" + sealed.port(),
          new ConnectionOptions().tls(trusting()).allowInsecureRedirects(allowed));
      events.next(EventType.CONNECTION_OPENED);
      serving
          .next(EventType.CONNECTION_OPENED)
          .connection()
          .close(
              new AmqpError(
                  ErrorConditions.CONNECTION_REDIRECT,
                  "there",
                  Map.of(
                      Symbol.of("network-host"), "127.0.0.1",
                      Symbol.of("port"), clear.port(),
                      Symbol.of("scheme"), "amqp")));
      return String.valueOf(events.next(EventType.RECONNECTING).url());
    } finally {
      redirected.stop();
      redirecting.stop();
    }
  }
}
