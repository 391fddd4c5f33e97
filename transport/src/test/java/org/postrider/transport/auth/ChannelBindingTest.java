// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;

/** SCRAM-...-PLUS: the exchange is bound to the server's certificate (RFC 5929, 4; RFC 5802, 6). */
class ChannelBindingTest {

  private static final String FIRST = ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

  static X509Certificate certificate(String name) {
    try (InputStream in =
        ChannelBindingTest.class.getResourceAsStream("/certificates/" + name + ".pem")) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException | CertificateException e) {
      throw new AssertionError(name, e);
    }
  }

  private static SaslContext context(X509Certificate certificate, String... allowed) {
    return new SaslContext(
        Credentials.of("user", "pencil".toCharArray()),
        Wire.tls("broker.example", 5671, certificate, false),
        null,
        List.of(allowed),
        Map.of());
  }

  private static String chosen(SaslContext context, String... offered) {
    List<Symbol> offer = Arrays.stream(offered).map(Symbol::of).toList();
    return MechanismChoice.choose(MechanismCatalog.INSTANCE, context, InClear.NAMED, offer)
        .name()
        .toString();
  }

  /** As {@code openssl x509 -outform der | openssl dgst -binary | base64} has them. */
  @ParameterizedTest
  @CsvSource({
    "ecdsa-sha384, Ov7SEBbeE51k/55hUW6cIojcgQ6phnffwEFGDCnihJAg58BoyZamkqLJZTP+2GtF",
    "ecdsa-sha1, Doc1G8aisw9Y3Te11lq9gLTxKjfgfFMRX3JugETC+gA=",
    "rsa-pss-sha512, JmyjqXt6mL4As5tPHPtY3EZMW6whZXsQOV7kt/EulN8uxvZVw3+mprUSLNcoJL523K6+INctaqb0l2usxoGYRA=="
  })
  void theHashIsThatOfTheSignatureAndNeverAWeakOne(String name, String hash) {
    assertThat(ServerEndPoint.of(certificate(name))).isEqualTo(Base64.getDecoder().decode(hash));
  }

  @Test
  void aSignatureWithoutAHashFunctionBindsNothing() {
    assertThat(ServerEndPoint.of(certificate("ed25519"))).isEmpty();
    assertThat(chosen(context(certificate("ed25519")), "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))
        .isEqualTo("SCRAM-SHA-256");
  }

  @Test
  void bindingIsPreferredWhereTheServerOffersItAndThereIsACertificate() {
    X509Certificate certificate = certificate("ecdsa-sha384");

    assertThat(chosen(context(certificate), "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS"))
        .isEqualTo("SCRAM-SHA-1-PLUS");
    assertThat(chosen(context(null), "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS"))
        .isEqualTo("SCRAM-SHA-512");
  }

  @Test
  void theLastMessageHoldsTheHash() throws IOException {
    X509Certificate certificate = certificate("ecdsa-sha384");
    ScramMechanism scram =
        ScramMechanism.create("SCRAM-SHA-256-PLUS", context(certificate), () -> "nonce");

    String first = new String(scram.initialResponse(), US_ASCII);
    String last = new String(scram.respond(("r=nonceserver" + FIRST).getBytes(US_ASCII)), US_ASCII);

    ByteArrayOutputStream bound = new ByteArrayOutputStream();
    bound.write("p=tls-server-end-point,,".getBytes(US_ASCII));
    bound.write(ServerEndPoint.of(certificate));
    assertThat(first).isEqualTo("p=tls-server-end-point,,n=user,r=nonce");
    assertThat(last)
        .startsWith("c=" + Base64.getEncoder().encodeToString(bound.toByteArray()) + ",r=");
  }

  /** A server that could bind then knows that somebody has taken -PLUS out of its offer. */
  @Test
  void whoNamesPlusSaysThatItCouldBind() {
    SaslContext named = context(certificate("ecdsa-sha384"), "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    SaslContext unnamed = context(certificate("ecdsa-sha384"));

    byte[] could = ScramMechanism.create("SCRAM-SHA-256", named, () -> "nonce").initialResponse();
    byte[] silent =
        ScramMechanism.create("SCRAM-SHA-256", unnamed, () -> "nonce").initialResponse();

    assertThat(new String(could, US_ASCII)).startsWith("y,,n=user");
    assertThat(new String(silent, US_ASCII)).startsWith("n,,n=user");
  }
}
