// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.X509Bundle;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.naming.NamingException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.ChildProgram;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.ProviderUnderTest;

/** The JMS face with Artemis over TLS and WebSocket, and through proxies. */
@Timeout(90)
@JakartaOnly
final class TlsTest {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  @TempDir static Path directory;
  private static Certificates certificates;
  private static Certificates strangers;
  private static TlsBroker broker;
  private static Path trust;

  @BeforeAll
  static void startBroker() throws Exception {
    certificates = new Certificates(directory.resolve("known"), "Test CA");
    strangers = new Certificates(directory.resolve("strange"), "Strange CA");
    broker = new TlsBroker(certificates);
    trust = certificates.trustStore("trust.p12");
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  private static String url(String scheme, String acceptor, String path, String... options) {
    return scheme
        + "://localhost:"
        + broker.port(acceptor)
        + path
        + "?transport.connectTimeout=10000&"
        + String.join("&", options);
  }

  private static String amqps(String acceptor, String... options) {
    return url("amqps", acceptor, "", options);
  }

  private static String trusting() {
    return trusting(trust);
  }

  private static String trusting(Path store) {
    return "transport.trustStoreLocation="
        + store
        + "&transport.trustStorePassword="
        + Certificates.PASSWORD;
  }

  private static void assertMessagePasses(String url) throws Exception {
    assertMessagePasses(ProviderUnderTest.connectionFactory(url));
  }

  private static void assertMessagePasses(ConnectionFactory factory) {
    String body = "x".repeat(200_000);
    String queue = "tls." + QUEUES.incrementAndGet();
    try (JMSContext context = factory.createContext()) {
      context.createProducer().send(context.createQueue(queue), body);
      String received =
          context.createConsumer(context.createQueue(queue)).receiveBody(String.class, 5_000);
      assertThat(received).isEqualTo(body);
    }
  }

  private static JMSException refusal(String url) throws Exception {
    ConnectionFactory factory = ProviderUnderTest.connectionFactory(url);
    return catchThrowableOfType(
        JMSException.class,
        () -> {
          try (Connection connection = factory.createConnection()) {
            connection.start();
          }
        });
  }

  private static void assertRefused(String url, String... words) throws Exception {
    JMSException refusal = refusal(url);
    assertThat(refusal)
        .isInstanceOf(JMSSecurityException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining("localhost:");
  }

  @Test
  void aTrustStoreAndPemFilesWork() throws Exception {
    Path pem = certificates.pem("ca.pem", certificates.authority.getRootCertificatePEM());

    assertMessagePasses(amqps(TlsBroker.TLS, trusting()));
    assertMessagePasses(amqps(TlsBroker.TLS, "transport.caFile=" + pem));
  }

  @Test
  void openSslAndEachVersionWork() throws Exception {
    assertThat(OpenSsl.isAvailable()).isTrue();
    assertMessagePasses(amqps(TlsBroker.TLS, trusting(), "transport.useOpenSSL=true"));
    assertMessagePasses(amqps(TlsBroker.TLS, trusting(), "transport.contextProtocol=TLSv1.2"));
    assertMessagePasses(amqps(TlsBroker.TLS, trusting(), "transport.enabledProtocols=TLSv1.3"));
    assertMessagePasses(
        amqps(
            TlsBroker.TLS,
            trusting(),
            "transport.enabledCipherSuites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"));
  }

  @Test
  void aClientCertificateFromStoreOrPemLetsIn() throws Exception {
    X509Bundle client = certificates.client("client");
    Path store = certificates.keyStore(client, "client.p12");
    Path chain = certificates.pem("client.crt", client.getCertificatePathPEM());
    Path key = certificates.pem("client.key", client.getPrivateKeyPEM());
    String password = "transport.keyStorePassword=" + Certificates.PASSWORD;

    assertMessagePasses(
        amqps(
            TlsBroker.MUTUAL,
            trusting(),
            "transport.keyStoreLocation=" + store,
            password,
            "transport.keyAlias=own"));
    assertMessagePasses(
        amqps(
            TlsBroker.MUTUAL,
            trusting(),
            "transport.certificateFile=" + chain,
            "transport.keyFile=" + key));
    assertRefused(amqps(TlsBroker.MUTUAL, trusting()), "this end has no certificate");
    assertRefused(
        amqps(TlsBroker.MUTUAL, trusting(), "amqp.saslLayer=false"), "this end has no certificate");
    assertRefused(
        amqps(
            TlsBroker.MUTUAL,
            trusting(),
            "transport.keyStoreLocation="
                + strangers.keyStore(strangers.client("intruder"), "intruder.p12"),
            password),
        "'CN=intruder'");
  }

  @Test
  void anSslContextMayBeGivenByCode() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, certificates.authority.toTrustManagerFactory().getTrustManagers(), null);
    PostriderConnectionFactory factory = new PostriderConnectionFactory(amqps(TlsBroker.TLS));
    factory.setSslContext(context);

    assertMessagePasses(factory);
  }

  @Test
  void eachRefusedCertificateIsNamed() throws Exception {
    assertRefused(amqps(TlsBroker.TLS), "'CN=broker' is not trusted", "'CN=Test CA'");
    assertRefused(amqps(TlsBroker.EXPIRED, trusting()), "'CN=expired' expired at");
    assertRefused(amqps(TlsBroker.SELF_SIGNED, trusting()), "'CN=hermit' is self-signed");
    assertRefused(
        amqps(TlsBroker.ELSEWHERE, trusting()),
        "'CN=broker' is not for host 'localhost'",
        "else.example");
    assertMessagePasses(amqps(TlsBroker.ELSEWHERE, trusting(), "transport.verifyHost=false"));
    assertMessagePasses(amqps(TlsBroker.TLS, "transport.trustAll=true"));
    assertRefused(
        amqps(TlsBroker.ELSEWHERE, "transport.trustAll=true"),
        "'CN=broker' is not for host 'localhost': it names else.example");
  }

  @Test
  void aTrustStoreThatChangesCountsForTheNextConnection() throws Exception {
    Path store = directory.resolve("changing.p12");
    Files.copy(trust, store);
    ConnectionFactory factory =
        ProviderUnderTest.connectionFactory(amqps(TlsBroker.TLS, trusting(store)));
    assertMessagePasses(factory);

    Files.copy(strangers.trustStore("none.p12"), store, StandardCopyOption.REPLACE_EXISTING);

    assertThat(catchThrowableOfType(JMSException.class, factory::createConnection))
        .isInstanceOf(JMSSecurityException.class)
        .hasMessageContaining("'CN=broker' is not trusted");
  }

  @Test
  void uselessSettingsAreNamed() throws Exception {
    assertRefused(
        amqps(TlsBroker.TLS, "transport.trustStoreLocation=/no/such.p12"),
        "/no/such.p12 does not exist");
    assertRefused(
        amqps(
            TlsBroker.TLS,
            "transport.trustStoreLocation=" + trust,
            "transport.trustStorePassword=wrong"),
        "its password is wrong");
    assertThat(refusal(amqps(TlsBroker.TLS, "transport.keyAlias=own")))
        .hasMessageContaining("transport.keyAlias 'own' must come with");
    assertThat(refusal(amqps(TlsBroker.TLS, "transport.certificateFile=x")))
        .hasMessageContaining("transport.keyFile must be given together");
    for (String option : List.of("contextProtocol", "enabledProtocols", "disabledProtocols")) {
      assertThatExceptionOfType(NamingException.class)
          .isThrownBy(() -> refusal(amqps(TlsBroker.TLS, "transport." + option + "=TLSv7")))
          .withMessageContainingAll("transport." + option, "'TLSv7' must be", "TLSv1.3, TLSv1.2");
    }
  }

  @Test
  void aPortOfTheOtherKindIsToldWithinTheConnectTimeOut() throws Exception {
    JMSException tlsToClear =
        refusal(url("amqps", TlsBroker.CLEAR, "", trusting(), "transport.connectTimeout=2000"));
    JMSException clearToTls = refusal(url("amqp", TlsBroker.TLS, "", "jms.connectTimeout=2000"));

    assertThat(tlsToClear)
        .hasMessageContainingAll("no end of the TLS handshake within 2000 ms", "localhost:");
    assertThat(clearToTls).hasMessageContaining("it may want TLS here (amqps)");
  }

  @Test
  void webSocketsCarryJms() throws Exception {
    assertMessagePasses(url("amqpws", TlsBroker.CLEAR, "/amqp"));
    assertMessagePasses(url("amqpws", TlsBroker.CLEAR, "", "transport.ws.compression=true"));
    assertMessagePasses(
        url("amqpwss", TlsBroker.TLS, "/", trusting(), "transport.ws.httpHeader.X-Own=1"));
    assertRefused(url("amqpwss", TlsBroker.TLS, "/"), "'CN=broker' is not trusted");
  }

  @Test
  void eachKindOfProxyLeadsToTheBroker() throws Exception {
    try (RelayingProxy http = RelayingProxy.http();
        RelayingProxy socks = RelayingProxy.socks()) {
      assertMessagePasses(url("amqp", TlsBroker.CLEAR, "", through("HTTP", http)));
      assertMessagePasses(amqps(TlsBroker.TLS, trusting(), through("HTTP", http)));
      assertMessagePasses(url("amqpwss", TlsBroker.TLS, "", trusting(), through("HTTP", http)));
      assertMessagePasses(amqps(TlsBroker.TLS, trusting(), through("SOCKS5", socks)));
      assertMessagePasses(
          url(
              "amqp",
              TlsBroker.CLEAR,
              "",
              "transport.proxyType=SOCKS4&transport.proxyHost=127.0.0.1&transport.proxyPort="
                  + socks.port()));

      assertThat(http.destinations())
          .containsOnly(
              "localhost:" + broker.port(TlsBroker.CLEAR),
              "localhost:" + broker.port(TlsBroker.TLS));
      assertThat(socks.destinations()).hasSize(2);
    }
  }

  private static String through(String kind, RelayingProxy proxy) {
    return "transport.proxyType="
        + kind
        + "&transport.proxyHost=127.0.0.1&transport.proxyPort="
        + proxy.port()
        + "&transport.proxyUser="
        + RelayingProxy.USER
        + "&transport.proxyPassword="
        + RelayingProxy.PASSWORD;
  }

  @Test
  void aProxyThatRefusesIsNamed() throws Exception {
    try (RelayingProxy http = RelayingProxy.http()) {
      String wrong = through("HTTP", http).replace(RelayingProxy.PASSWORD, "wrong");

      assertRefused(url("amqp", TlsBroker.CLEAR, "", wrong), "HTTP proxy 127.0.0.1:", "407");
    }
  }

  @Test
  void noLogNoTraceAndNoExceptionShowsASecret() throws Exception {
    try (RelayingProxy proxy = RelayingProxy.http()) {
      String good = through("HTTP", proxy);
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                  "-cp",
                  System.getProperty("java.class.path"),
                  TracedTries.class.getName(),
                  amqps(TlsBroker.TLS, trusting().replace(Certificates.PASSWORD, "geheim1")),
                  amqps(
                      TlsBroker.TLS,
                      "transport.trustAll=true",
                      "transport.keyStorePassword=geheim2",
                      "transport.keyStoreLocation=" + trust),
                  amqps(
                      TlsBroker.TLS,
                      "transport.keyPassword=geheim3",
                      "transport.certificateFile=" + trust,
                      "transport.keyFile=" + trust),
                  url("amqp", TlsBroker.CLEAR, "", good.replace(RelayingProxy.PASSWORD, "geheim4")),
                  url(
                      "amqpws",
                      TlsBroker.CLEAR,
                      "",
                      good,
                      "amqp.allowInsecureMechanisms=true",
                      "transport.ws.httpHeader.Authorization=geheim5"),
                  amqps(
                      TlsBroker.PASSWORDS,
                      trusting(),
                      "jms.username=ada",
                      "jms.password=geheim6",
                      "amqp.traceFrames=true",
                      "transport.traceBytes=true"),
                  amqps(TlsBroker.ELSEWHERE, trusting(), "transport.verifyHost=false"),
                  amqps(TlsBroker.ELSEWHERE, trusting(), "transport.verifyHost=false"),
                  TracedTries.EVENT_FACE + broker.port(TlsBroker.PASSWORDS) + ":" + proxy.port()));
      try (ChildProgram program = ChildProgram.start(command)) {
        String output = program.awaitEnd(Duration.ofSeconds(60)).output();

        assertThat(output)
            .contains("its password is wrong", "407", "****", " TRACE ")
            .contains("4 failed, 4 connected", "the event face: 2 failed, 3 opened")
            .doesNotContain("geheim", RelayingProxy.PASSWORD, Certificates.PASSWORD)
            .doesNotContain(base64("ada:geheim4"), base64("ada:" + RelayingProxy.PASSWORD))
            .doesNotContain(hex("geheim"));
        // Each connection is warned of.
        assertThat(output.split("trustAll is set", -1)).hasSize(1 + 1 + TracedTries.TRUSTING_ALL);
        assertThat(output.split("verifyHost is off", -1)).hasSize(1 + 2);
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** As octets are traced. */
  private static String hex(String text) {
    return text.chars().mapToObj("%02x"::formatted).collect(Collectors.joining(" "));
  }
}
