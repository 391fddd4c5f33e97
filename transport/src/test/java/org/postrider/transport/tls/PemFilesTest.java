// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM files as other programs write them: with more in them than is asked for. */
class PemFilesTest {

  private static final String PARAMETERS =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

  @TempDir Path directory;
  private TestCertificates certificates;
  private X509Bundle own;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
    own = certificates.client();
  }

  private Path file(String name, String text) throws Exception {
    return Files.write(directory.resolve(name), text.getBytes(UTF_8));
  }

  private static TlsContext context(Path certificate, Path key, String password, Path trusted)
      throws TlsException {
    TlsSettings settings =
        TlsSettings.builder()
            .keys(new KeySource.Pem(certificate, key, Secret.of(password)))
            .trust(new TrustSource.Pem(trusted))
            .build();
    return TlsContext.forClient(settings, "broker:5671");
  }

  private void isTaken(Path certificate, Path key, String password, Path trusted)
      throws TlsException {
    TlsContext context = context(certificate, key, password, trusted);
    assertThat(context.identity()).isEqualTo(own.getCertificate());
    context.release();
  }

  @Test
  void aFileWithKeyAndCertificatesIsEither() throws Exception {
    String chain = own.getCertificatePathPEM();
    String key = own.getPrivateKeyPEM();
    Path authority =
        file("ca", key + PARAMETERS + certificates.authority().getRootCertificatePEM());

    for (String both : List.of(chain + key, key + chain, "Bag: x\n" + PARAMETERS + key + chain)) {
      Path file = file("both", both);
      isTaken(file, file, null, authority);
    }
  }

  @Test
  void anEncryptedKeyMayStandBesideItsCertificate() throws Exception {
    String key = Files.readString(certificates.encryptedKeyPem(own, "key-secret"));
    Path both = file("both", key + own.getCertificatePathPEM());

    isTaken(both, both, "key-secret", certificates.authorityPem());
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws Exception {
    Path certificate = file("crt", "\uFEFF" + own.getCertificatePathPEM());
    Path key = file("key", "\uFEFF" + own.getPrivateKeyPEM());
    Path trusted = file("ca", "\uFEFF" + certificates.authority().getRootCertificatePEM());

    isTaken(certificate, key, null, trusted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gehäim", "пароль", "密\uD83D\uDD11"})
  void aPasswordOfAnyCharactersOpensAKey(String password) throws Exception {
    Path key = certificates.encryptedKeyPem(own, password);

    isTaken(certificates.certificatePem(own), key, password, certificates.authorityPem());
  }

  @Test
  void aWrongPasswordOfAnyCharactersIsWrong() throws Exception {
    Path key = certificates.encryptedKeyPem(own, "geheim");

    TlsException refusal = refusal(certificates.certificatePem(own), key, "gehäim");

    assertThat(refusal).hasMessageContainingAll("key file " + key, "its password is wrong");
    assertThat(refusal.getMessage()).doesNotContain("ASCII", "gehäim");
  }

  @Test
  void anOlderEncryptionIsSaidToTakeNoOtherThanAsciiCharacters() throws Exception {
    Path key =
        certificates.encryptedKeyPem(
            own, "gehäim", PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC);

    assertThat(refusal(certificates.certificatePem(own), key, "gehäim"))
        .hasMessageContainingAll("key file " + key, "must be of ASCII characters", "AES");
  }

  @Test
  void aFileWithoutCertificateIsToldByWhatItHolds() throws Exception {
    Path key = file("only.key", PARAMETERS + own.getPrivateKeyPEM());

    assertThat(refusal(key, key, null))
        .hasMessage(
            "certificate file "
                + key
                + " holds no certificate, but 'EC PARAMETERS', 'PRIVATE KEY'");
  }

  private TlsException refusal(Path certificate, Path key, String password) {
    return catchThrowableOfType(
        TlsException.class, () -> context(certificate, key, password, certificates.authorityPem()));
  }
}
