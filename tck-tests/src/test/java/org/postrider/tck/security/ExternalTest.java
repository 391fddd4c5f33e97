// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.JMSSecurityException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.TlsOptions;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.JakartaOnly;

/** Who connects is in the certificate of TLS: EXTERNAL, and passwords over TLS, with Artemis. */
@Timeout(60)
@JakartaOnly
final class ExternalTest {

  private static final String EXTERNAL = "external";
  private static final String SCRAM = "scram";

  @TempDir static Path directory;

  private static Certificates certificates;
  private static Path trust;
  private static Logins logins;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(directory.resolve("certificates"), "Test CA");
    trust = certificates.trustStore("trust.p12");
    Map<String, String> users = SecuredBroker.users(directory, Map.of("alice", "secret"));
    Files.writeString(directory.resolve("certificates.properties"), "alice=CN=alice");
    logins =
        Logins.install()
            .artemis(
                "certificates",
                "TextFileCertificateLoginModule",
                Map.of(
                    "baseDir", directory.toString(),
                    "org.apache.activemq.jaas.textfiledn.user", "certificates.properties",
                    "org.apache.activemq.jaas.textfiledn.role", "roles.properties"))
            .artemis("scram", "SCRAMLoginModule", Map.of())
            .artemis("amqp-sasl-scram", "SCRAMPropertiesLoginModule", users);
    String tls =
        "sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
            + certificates.keyStore(certificates.broker("localhost"), "broker.p12")
            + ";keyStorePassword="
            + Certificates.PASSWORD
            + ";trustStoreType=PKCS12;trustStorePath="
            + trust
            + ";trustStorePassword="
            + Certificates.PASSWORD
            + ";wantClientAuth=true;";
    broker =
        SecuredBroker.start(
            Map.of(
                EXTERNAL, tls + "saslMechanisms=EXTERNAL;securityDomain=certificates",
                SCRAM,
                    tls
                        + "saslMechanisms=SCRAM-SHA-256,SCRAM-SHA-512;securityDomain=scram;"
                        + "saslLoginConfigScope=amqp-sasl-scram"));
  }

  @AfterAll
  static void stop() {
    broker.close();
    logins.close();
  }

  private static String url(String acceptor) {
    return "amqps://localhost:"
        + broker.port(acceptor)
        + "?transport.trustStoreLocation="
        + trust
        + "&transport.trustStorePassword="
        + Certificates.PASSWORD;
  }

  private static Path keyStore(String name) throws Exception {
    return certificates.keyStore(certificates.client(name), name + ".p12");
  }

  private static String withCertificateOf(String name) throws Exception {
    return url(EXTERNAL)
        + "&transport.keyStoreLocation="
        + keyStore(name)
        + "&transport.keyStorePassword="
        + Certificates.PASSWORD;
  }

  @Test
  void aCertificateOpensBothFaces() throws Exception {
    TlsOptions tls =
        new TlsOptions()
            .trustStore(trust, Certificates.PASSWORD)
            .keyStore(keyStore("alice"), Certificates.PASSWORD);

    Attempt.succeeds(new PostriderConnectionFactory(withCertificateOf("alice")));

    assertThat(
            Attempt.onEventFace(
                "amqps://localhost:" + broker.port(EXTERNAL), new ConnectionOptions().tls(tls)))
        .isEqualTo("opened");
  }

  /** Artemis looks it up when a session begins. */
  @Test
  void aCertificateThatTheBrokerDoesNotKnowIsRefused() throws Exception {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory(withCertificateOf("mallory"));

    assertThatExceptionOfType(JMSSecurityException.class)
        .isThrownBy(() -> Attempt.succeeds(factory))
        .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo("amqp:unauthorized-access"));
  }

  @Test
  void withoutACertificateExternalIsNotUsed() {
    assertThat(Attempt.refusal(new PostriderConnectionFactory(url(EXTERNAL))))
        .contains("[EXTERNAL]");
  }

  @Test
  void scramGoesThroughTls() throws Exception {
    Attempt.succeeds(new PostriderConnectionFactory("alice", "secret", url(SCRAM)));

    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", "wrong", url(SCRAM))))
        .contains("'alice' by SCRAM-SHA-512");
  }

  /** Artemis cannot bind; a client that can says so, and Artemis has nothing against that. */
  @Test
  void bindingIsForgoneWhereTheServerDoesNotOfferIt() throws Exception {
    String named = "&amqp.saslMechanisms=SCRAM-SHA-256-PLUS,SCRAM-SHA-256";

    Attempt.succeeds(new PostriderConnectionFactory("alice", "secret", url(SCRAM) + named));
  }
}
