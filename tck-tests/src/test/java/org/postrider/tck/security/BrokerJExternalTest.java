// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.TlsOptions;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.broker.BrokerProcess;

/** Who connects is in the certificate of TLS: EXTERNAL with Qpid Broker-J. */
@Timeout(90)
@JakartaOnly
final class BrokerJExternalTest {

  @TempDir static Path directory;

  private static Certificates certificates;
  private static Certificates strangers;
  private static Path trust;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(directory, "Test CA");
    strangers = new Certificates(directory.resolve("strangers"), "Strange CA");
    certificates.keyStore(certificates.broker("localhost"), "broker.p12");
    trust = certificates.trustStore("clients.p12");
    broker = BrokerProcess.start("broker-j-external", directory);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String url() {
    return "amqps://localhost:" + broker.port();
  }

  private static PostriderConnectionFactory factory(String options) {
    return new PostriderConnectionFactory(
        url()
            + "?transport.trustStoreLocation="
            + trust
            + "&transport.trustStorePassword="
            + Certificates.PASSWORD
            + options);
  }

  private static PostriderConnectionFactory withCertificate(Path keyStore) {
    return factory(
        "&transport.keyStoreLocation="
            + keyStore
            + "&transport.keyStorePassword="
            + Certificates.PASSWORD);
  }

  @Test
  void aCertificateOpensBothFaces() throws Exception {
    Path alice = certificates.keyStore(certificates.client("alice"), "alice.p12");
    TlsOptions tls =
        new TlsOptions()
            .trustStore(trust, Certificates.PASSWORD)
            .keyStore(alice, Certificates.PASSWORD);

    Attempt.succeeds(withCertificate(alice));

    assertThat(Attempt.onEventFace(url(), new ConnectionOptions().tls(tls))).isEqualTo("opened");
  }

  @Test
  void aStrangersCertificateOpensNothing() throws Exception {
    Path mallory = strangers.keyStore(strangers.client("mallory"), "mallory.p12");

    assertThat(Attempt.refusal(withCertificate(mallory))).contains("EXTERNAL");
  }

  @Test
  void withoutACertificateExternalIsNotUsed() {
    assertThat(Attempt.refusal(factory(""))).contains("[EXTERNAL]");
    assertThat(Attempt.refusal(factory("&jms.username=alice&jms.password=secret")))
        .contains("[EXTERNAL]")
        .doesNotContain("secret");
  }
}
