// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.amqp.Connection;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ProxyOptions;
import org.postrider.amqp.TlsOptions;
import org.postrider.tck.JakartaOnly;

/** The event face with Artemis over TLS and WebSocket, and through proxies. */
@JakartaOnly
final class EventTlsTest {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  @TempDir static Path directory;
  private static Certificates certificates;
  private static TlsBroker broker;
  private static TlsOptions trusting;

  @BeforeAll
  static void startBroker() throws Exception {
    certificates = new Certificates(directory, "Test CA");
    broker = new TlsBroker(certificates);
    trusting =
        new TlsOptions().trustStore(certificates.trustStore("trust.p12"), Certificates.PASSWORD);
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  private static String url(String scheme, String acceptor) {
    return scheme + "://localhost:" + broker.port(acceptor);
  }

  /** Sends one message to a queue of its own, and gives what comes back, or the failure. */
  private static String exchange(String url, ConnectionOptions options) {
    Echo echo = new Echo(url, options.reconnect(false), "event.tls." + QUEUES.incrementAndGet());
    new Container(echo).run();
    return echo.result;
  }

  private static final class Echo implements MessagingHandler {
    private final String url;
    private final ConnectionOptions options;
    private final String queue;
    private String result = "nothing came";

    Echo(String url, ConnectionOptions options, String queue) {
      this.url = url;
      this.options = options;
      this.queue = queue;
    }

    @Override
    public void onStart(Event event) {
      Connection connection = event.container().connect(url, options);
      event.container().createReceiver(connection, queue);
      event.container().createSender(connection, queue);
    }

    @Override
    public void onSendable(Event event) {
      event.sender().send(new Message("hello"));
      event.sender().close();
    }

    @Override
    public void onMessage(Event event) {
      result = String.valueOf(event.message().body());
      event.connection().close();
    }

    @Override
    public void onTransportError(Event event) {
      result = event.description();
    }
  }

  @Test
  void aMessageGoesOverTlsAndWebSockets() {
    ConnectionOptions options = new ConnectionOptions().tls(trusting);

    assertThat(exchange(url("amqps", TlsBroker.TLS), options)).isEqualTo("hello");
    assertThat(exchange(url("amqpwss", TlsBroker.TLS) + "/amqp", options)).isEqualTo("hello");
    assertThat(
            exchange(
                url("amqpws", TlsBroker.CLEAR),
                new ConnectionOptions()
                    .webSocketHeaders(Map.of("X-Own", "1"))
                    .webSocketCompression(true)))
        .isEqualTo("hello");
  }

  @Test
  void aClientCertificateLetsIn() throws Exception {
    X509Bundle client = certificates.client("client");
    Path store = certificates.keyStore(client, "client.p12");
    TlsOptions known =
        new TlsOptions()
            .trustStore(certificates.trustStore("again.p12"), Certificates.PASSWORD)
            .keyStore(store, Certificates.PASSWORD)
            .openSsl(true);

    assertThat(exchange(url("amqps", TlsBroker.MUTUAL), new ConnectionOptions().tls(known)))
        .isEqualTo("hello");
    assertThat(exchange(url("amqps", TlsBroker.MUTUAL), new ConnectionOptions().tls(trusting)))
        .contains("this end has no certificate");
  }

  @Test
  void refusedCertificatesAreNamed() {
    ConnectionOptions options = new ConnectionOptions().tls(trusting);

    assertThat(exchange(url("amqps", TlsBroker.EXPIRED), options)).contains("'CN=expired'");
    assertThat(exchange(url("amqps", TlsBroker.ELSEWHERE), options)).contains("else.example");
    assertThat(exchange(url("amqps", TlsBroker.SELF_SIGNED), options))
        .contains("'CN=hermit' is self-signed");
    assertThat(exchange(url("amqps", TlsBroker.TLS), new ConnectionOptions()))
        .contains("'CN=broker' is not trusted");
  }

  @Test
  void aWrongClientCertificateIsNamed() throws Exception {
    Certificates strangers = new Certificates(directory.resolve("strange"), "Strange CA");
    Path store = strangers.keyStore(strangers.client("intruder"), "intruder.p12");
    TlsOptions intruding =
        new TlsOptions()
            .trustStore(certificates.trustStore("more.p12"), Certificates.PASSWORD)
            .keyStore(store, Certificates.PASSWORD);

    assertThat(exchange(url("amqps", TlsBroker.MUTUAL), new ConnectionOptions().tls(intruding)))
        .contains("'CN=intruder'");
  }

  @Test
  void aTrustStoreThatChangesCountsForTheNextConnection() throws Exception {
    Certificates strangers = new Certificates(directory.resolve("others"), "Other CA");
    Path store = certificates.trustStore("changing.p12");
    ConnectionOptions options =
        new ConnectionOptions().tls(new TlsOptions().trustStore(store, Certificates.PASSWORD));
    assertThat(exchange(url("amqps", TlsBroker.TLS), options)).isEqualTo("hello");

    Files.copy(strangers.trustStore("none.p12"), store, StandardCopyOption.REPLACE_EXISTING);

    assertThat(exchange(url("amqps", TlsBroker.TLS), options))
        .contains("'CN=broker' is not trusted");
  }

  @Test
  void aPortOfTheOtherKindIsToldWithinTheConnectTimeOut() {
    ConnectionOptions options = new ConnectionOptions().connectTimeout(Duration.ofSeconds(2));

    assertThat(exchange(url("amqps", TlsBroker.CLEAR), options.tls(trusting))).contains("TLS");
    assertThat(exchange(url("amqp", TlsBroker.TLS), options))
        .contains("it may want TLS here (amqps)");
  }

  @Test
  void proxiesLeadToTheBroker() throws Exception {
    try (RelayingProxy http = RelayingProxy.http();
        RelayingProxy socks = RelayingProxy.socks()) {
      for (ProxyOptions proxy :
          new ProxyOptions[] {
            ProxyOptions.http("127.0.0.1", http.port())
                .login(RelayingProxy.USER, RelayingProxy.PASSWORD),
            ProxyOptions.socks4("127.0.0.1", socks.port()),
            ProxyOptions.socks5("127.0.0.1", socks.port())
                .login(RelayingProxy.USER, RelayingProxy.PASSWORD)
          }) {
        ConnectionOptions options = new ConnectionOptions().tls(trusting).proxy(proxy);
        assertThat(exchange(url("amqps", TlsBroker.TLS), options)).isEqualTo("hello");
      }
      assertThat(http.destinations()).hasSize(1);
      assertThat(socks.destinations()).hasSize(2);
    }
  }
}
