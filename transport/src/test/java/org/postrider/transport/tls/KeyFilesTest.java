// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A certificate and its key are seen not to belong together when they are read. */
class KeyFilesTest {

  @TempDir Path directory;
  private TestCertificates certificates;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
  }

  private static TlsException refusal(TlsSettings.Builder settings) {
    return catchThrowableOfType(
        TlsException.class, () -> TlsContext.forClient(settings.build(), "broker:5671"));
  }

  private static TlsSettings.Builder pem(Path certificate, Path key, String password) {
    return TlsSettings.builder().keys(new KeySource.Pem(certificate, key, Secret.of(password)));
  }

  private X509Bundle of(Algorithm algorithm) throws Exception {
    return new CertificateBuilder()
        .algorithm(algorithm)
        .subject("CN=own")
        .buildIssuedBy(certificates.authority());
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
  void aKeyOfAnotherCertificateIsRefusedWithBothFiles(Algorithm algorithm) throws Exception {
    Path certificate = certificates.certificatePem(of(algorithm));
    Path other = certificates.keyPem(of(algorithm));

    assertThat(refusal(pem(certificate, other, null)))
        .hasMessage(
            "key file " + other + " is not the key of the certificate 'CN=own' in " + certificate);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
  void aKeyOfTheCertificateIsTakenOverEitherEngine(Algorithm algorithm) throws Exception {
    X509Bundle own = of(algorithm);
    Path certificate = certificates.certificatePem(own);
    Path encrypted = certificates.encryptedKeyPem(own, "key-secret");

    for (boolean openSsl : new boolean[] {false, true}) {
      for (TlsSettings.Builder settings :
          new TlsSettings.Builder[] {
            pem(certificate, certificates.keyPem(own), null),
            pem(certificate, encrypted, "key-secret")
          }) {
        TlsContext context = TlsContext.forClient(settings.openSsl(openSsl).build(), "broker");
        assertThat(context.identity()).isEqualTo(own.getCertificate());
        context.release();
      }
    }
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    Path certificate = certificates.certificatePem(of(Algorithm.rsa2048));
    Path other = certificates.keyPem(of(Algorithm.ecp256));

    assertThat(refusal(pem(certificate, other, null)))
        .hasMessageContainingAll(
            "cannot read key file " + other, "as the RSA key of the certificate 'CN=own'");
  }

  @Test
  void anEncryptedKeyWithoutPasswordIsSaidToBeOne() throws Exception {
    X509Bundle own = certificates.client();
    Path key = certificates.encryptedKeyPem(own, "key-secret");

    assertThat(refusal(pem(certificates.certificatePem(own), key, null)))
        .hasMessage(
            "cannot read key file " + key + ": it is encrypted, and no key password is given");
  }

  @Test
  void aKeyOfAnOlderFormIsNamed() throws Exception {
    Path key = directory.resolve("old.key");
    Files.writeString(
        key,
        "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-256-CBC,00\n\nMAA=\n-----END RSA PRIVATE KEY-----\n");

    assertThat(refusal(pem(certificates.certificatePem(certificates.client()), key, null)))
        .hasMessageContainingAll("key file " + key, "PKCS#8", "'RSA' key", "openssl pkcs8 -topk8");
  }

  @Test
  void aCertificateWithoutPemArmourIsRead() throws Exception {
    X509Bundle own = certificates.client();
    Path der = Files.write(directory.resolve("own.der"), own.getCertificate().getEncoded());

    TlsContext context =
        TlsContext.forClient(pem(der, certificates.keyPem(own), null).build(), "broker:5671");

    assertThat(context.identity()).isEqualTo(own.getCertificate());
    context.release();
  }

  @Test
  void aStoreWhosePasswordIsMissingIsNotSaidToBeEmpty() throws Exception {
    Path trust = certificates.trustStore();
    Path keys = certificates.keyStore(certificates.client());

    assertThat(
            refusal(
                TlsSettings.builder()
                    .trust(new TrustSource.Store(new StoreFile(trust, null, null)))))
        .hasMessage("trust store " + trust + " is empty, or encrypted: its password is not given");
    assertThat(
            refusal(
                TlsSettings.builder()
                    .keys(new KeySource.Store(new StoreFile(keys, null, null), null, null))))
        .hasMessage("cannot read the key in key store " + keys + ": its password is not given");
  }
}
