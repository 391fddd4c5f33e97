// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsContextTest {

  @TempDir Path directory;
  private TestCertificates certificates;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
  }

  private static SSLEngine engine(TlsSettings settings) throws Exception {
    return engine(settings, "broker");
  }

  private static SSLEngine engine(TlsSettings settings, String host) throws Exception {
    TlsContext context = TlsContext.forClient(settings, "broker:5671");
    SSLEngine engine = context.newClientEngine(UnpooledByteBufAllocator.DEFAULT, host, 5671);
    context.release();
    return engine;
  }

  private static TlsException refusal(TlsSettings settings) {
    return catchThrowableOfType(
        TlsException.class, () -> TlsContext.forClient(settings, "broker:5671"));
  }

  private static TlsSettings withKey(KeySource keys) {
    return TlsSettings.builder().keys(keys).build();
  }

  private static TlsSettings withTrust(TrustSource trust) {
    return TlsSettings.builder().trust(trust).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThreeAndOneTwoAreOffered(boolean openSsl) throws Exception {
    SSLEngine engine = engine(TlsSettings.builder().openSsl(openSsl).build());

    assertThat(engine.getEnabledProtocols()).contains("TLSv1.3", "TLSv1.2");
    assertThat(engine.getEnabledProtocols()).doesNotContain("TLSv1.1", "TLSv1", "SSLv3");
    ReferenceCountUtil.release(engine);
  }

  @Test
  void openSslIsThereInTheseTests() {
    assertThat(OpenSsl.isAvailable()).isTrue();
  }

  @Test
  void anOldVersionIsOfferedOnlyWhenNamed() throws Exception {
    TlsSettings named = TlsSettings.builder().protocols(List.of("TLSv1.1"), List.of()).build();

    assertThat(engine(named).getEnabledProtocols()).containsExactly("TLSv1.1");
  }

  @Test
  void aContextThatIsGivenOffersNoOldVersionEither() throws Exception {
    SSLContext own = SSLContext.getInstance("TLSv1.2");
    own.init(null, null, null);

    SSLEngine engine = engine(TlsSettings.builder().context(own).build());

    assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
    assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
  }

  @Test
  void disabledVersionsAndSuitesAreNotOffered() throws Exception {
    TlsSettings settings =
        TlsSettings.builder()
            .protocols(List.of(), List.of("TLSv1.3"))
            .cipherSuites(List.of(), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
            .build();

    SSLEngine engine = engine(settings);

    assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
    assertThat(engine.getEnabledCipherSuites())
        .contains("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
        .doesNotContain("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyTheSuitesNamedAreOffered(boolean openSsl) throws Exception {
    TlsSettings settings =
        TlsSettings.builder()
            .openSsl(openSsl)
            .protocols(List.of("TLSv1.2"), List.of())
            .cipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), List.of())
            .build();

    SSLEngine engine = engine(settings);

    assertThat(engine.getEnabledCipherSuites())
        .containsExactly("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    ReferenceCountUtil.release(engine);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void suitesOfOneThreeAloneLeaveNoOtherVersion(boolean openSsl) throws Exception {
    TlsSettings settings =
        TlsSettings.builder()
            .openSsl(openSsl)
            .cipherSuites(List.of("TLS_AES_256_GCM_SHA384"), List.of())
            .build();

    SSLEngine engine = engine(settings);

    assertThat(engine.getEnabledProtocols()).contains("TLSv1.3").doesNotContain("TLSv1.2");
    if (!openSsl) {
      // BoringSSL offers all three suites of TLS 1.3 or none.
      assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    }
    ReferenceCountUtil.release(engine);
  }

  @Test
  void whatTheEngineDoesNotKnowIsNamed() {
    assertThat(refusal(TlsSettings.builder().cipherSuites(List.of("TLS_FANCY"), List.of()).build()))
        .hasMessage("TLS cipher suite 'TLS_FANCY' is not known to this engine");
    assertThat(
            refusal(
                TlsSettings.builder().protocols(List.of("TLSv1.2"), List.of("TLSv1.2")).build()))
        .hasMessageContaining("no TLS protocol is left");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsSettings.builder().protocols(List.of("TLSv9"), List.of()).build())
        .withMessageContaining("'TLSv9'");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theHostIsVerifiedUnlessToldOtherwise(boolean openSsl) throws Exception {
    TlsSettings.Builder builder = TlsSettings.builder().openSsl(openSsl);

    SSLEngine verifying = engine(builder.build());
    SSLEngine trusting = engine(builder.verifyHost(false).build());

    assertThat(verifying.getSSLParameters().getEndpointIdentificationAlgorithm())
        .isEqualTo("HTTPS");
    assertThat(trusting.getSSLParameters().getEndpointIdentificationAlgorithm())
        .isNotEqualTo("HTTPS");
    ReferenceCountUtil.release(verifying);
    ReferenceCountUtil.release(trusting);
  }

  @Test
  void serverNameIndicationHasTheHostButNeverAnAddress() throws Exception {
    TlsSettings settings = TlsSettings.defaults();

    assertThat(engine(settings, "broker").getSSLParameters().getServerNames())
        .containsExactly(new SNIHostName("broker"));
    assertThat(engine(settings, "127.0.0.1").getSSLParameters().getServerNames()).isNullOrEmpty();
    assertThat(engine(settings, "::1").getSSLParameters().getServerNames()).isNullOrEmpty();
    assertThat(engine(settings, "under_score").getSSLParameters().getServerNames()).isNullOrEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void bothKindsOfStoresAreReadWithAndWithoutTheirType(String type) throws Exception {
    Path keys = certificates.keyStore(certificates.client(), type);
    Path trust = certificates.trustStore(type);
    for (String named : new String[] {type, null}) {
      StoreFile keyFile = new StoreFile(keys, Secret.of(TestCertificates.PASSWORD), named);
      StoreFile trustFile = new StoreFile(trust, Secret.of(TestCertificates.PASSWORD), named);
      TlsSettings settings =
          TlsSettings.builder()
              .keys(new KeySource.Store(keyFile, null, null))
              .trust(new TrustSource.Store(trustFile))
              .build();

      TlsContext context = TlsContext.forClient(settings, "broker:5671");

      assertThat(context.identity().getSubjectX500Principal().getName()).isEqualTo("CN=client");
    }
  }

  @Test
  void anAliasMustBeAKeyThatIsThere() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    TestCertificates.addKey(store, "first", certificates.server());
    TestCertificates.addKey(store, "second", certificates.client());
    store.setCertificateEntry("ca", certificates.authority().getCertificate());
    StoreFile file = TestCertificates.file(certificates.write(store));

    TlsContext chosen =
        TlsContext.forClient(withKey(new KeySource.Store(file, "second", null)), "broker:5671");

    assertThat(chosen.identity().getSubjectX500Principal().getName()).isEqualTo("CN=client");
    assertThat(refusal(withKey(new KeySource.Store(file, "third", null))))
        .hasMessageContainingAll("alias 'third'", file.location().toString(), "first", "second");
    assertThat(refusal(withKey(new KeySource.Store(file, "ca", null))))
        .hasMessageContaining("must be a key, not a certificate");
  }

  @Test
  void pemFilesAreRead() throws Exception {
    var own = certificates.client();
    Path plain = certificates.keyPem(own);
    Path encrypted = certificates.encryptedKeyPem(own, "key-secret");
    Path chain = certificates.certificatePem(own);
    TrustSource trust = new TrustSource.Pem(certificates.authorityPem());

    for (KeySource.Pem key :
        List.of(
            new KeySource.Pem(chain, plain, null),
            new KeySource.Pem(chain, encrypted, Secret.of("key-secret")))) {
      TlsSettings settings = TlsSettings.builder().keys(key).trust(trust).build();
      TlsContext context = TlsContext.forClient(settings, "broker:5671");
      assertThat(context.identity()).isEqualTo(own.getCertificate());
    }
    assertThat(refusal(withKey(new KeySource.Pem(chain, encrypted, Secret.of("wrong-secret")))))
        .hasMessageContainingAll("cannot read key file", encrypted.toString(), "password");
    assertThat(refusal(withKey(new KeySource.Pem(chain, chain, null))))
        .hasMessageContainingAll("cannot read key file", "PKCS#8");
    assertThat(refusal(withKey(new KeySource.Pem(plain, plain, null))))
        .hasMessageContaining(plain.toString());
  }

  /** Whoever opens a pipe to which nobody writes waits for ever. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoRegularFileIsNotOpened() throws Exception {
    Path chain = certificates.certificatePem(certificates.client());

    for (Path none : List.of(directory, pipe())) {
      String refused = none + " must be a regular file, not a directory, a pipe or a device";
      assertThat(refusal(withTrust(TestCertificates.trust(none))))
          .hasMessage("trust store " + refused);
      assertThat(refusal(withTrust(new TrustSource.Pem(none))))
          .hasMessage("file of trusted certificates " + refused);
      assertThat(refusal(withKey(TestCertificates.key(none)))).hasMessage("key store " + refused);
      assertThat(refusal(withKey(new KeySource.Pem(none, none, null))))
          .hasMessage("certificate file " + refused);
      assertThat(refusal(withKey(new KeySource.Pem(chain, none, null))))
          .hasMessage("key file " + refused);
    }
  }

  /** A named pipe; a directory where the system makes none. */
  private Path pipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    try {
      new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    } catch (IOException noSuchProgram) {
      Files.createDirectory(pipe);
    }
    return pipe;
  }

  @Test
  void anUnreadableStoreIsNamedWithTheReason() throws Exception {
    Path absent = directory.resolve("absent.p12");
    Path garbage = Files.writeString(directory.resolve("garbage.p12"), "no store");
    StoreFile wrongPassword =
        new StoreFile(certificates.trustStore(), Secret.of("wrong-secret"), null);

    assertThat(refusal(withTrust(TestCertificates.trust(absent))))
        .hasMessage("trust store " + absent + " does not exist");
    assertThat(refusal(withTrust(TestCertificates.trust(garbage))))
        .hasMessageContaining("cannot read trust store " + garbage);
    assertThat(refusal(withTrust(new TrustSource.Store(wrongPassword))))
        .hasMessageContaining("its password is wrong");
    assertThat(refusal(withKey(new KeySource.Store(wrongPassword, null, null))))
        .hasMessageContainingAll("cannot read key store", "its password is wrong");
    assertThat(refusal(withKey(TestCertificates.key(certificates.trustStore()))))
        .hasMessageContaining("holds no private key");
    assertThat(refusal(withTrust(new TrustSource.Store(new StoreFile(garbage, null, "FANCY")))))
        .hasMessageContaining("'FANCY'");
  }

  @Test
  void noTextShowsASecret() throws Exception {
    StoreFile wrong = new StoreFile(certificates.trustStore(), Secret.of("geheim"), null);
    Path key = certificates.encryptedKeyPem(certificates.client(), "other");
    Path chain = certificates.certificatePem(certificates.client());
    KeySource pem = new KeySource.Pem(chain, key, Secret.of("geheim"));
    TlsSettings settings =
        TlsSettings.builder()
            .keys(new KeySource.Store(wrong, null, Secret.of("geheim")))
            .trust(new TrustSource.Store(wrong))
            .build();
    StringWriter texts = new StringWriter();
    PrintWriter printer = new PrintWriter(texts);
    printer.println(settings);
    printer.println(withKey(pem));
    refusal(settings).printStackTrace(printer);
    refusal(withKey(pem)).printStackTrace(printer);
    refusal(withTrust(settings.trust())).printStackTrace(printer);

    assertThat(texts.toString()).contains("****").doesNotContain("geheim");
  }

  @Test
  void theSystemPropertiesAreTheDefaults() throws Exception {
    Map<String, String> properties =
        Map.of(
            "javax.net.ssl.keyStore",
            certificates.keyStore(certificates.client()).toString(),
            "javax.net.ssl.keyStorePassword",
            TestCertificates.PASSWORD,
            "javax.net.ssl.trustStore",
            certificates.trustStore().toString(),
            "javax.net.ssl.trustStorePassword",
            "wrong");
    properties.forEach(System::setProperty);
    try {
      assertThat(refusal(TlsSettings.defaults()))
          .hasMessageContainingAll(
              properties.get("javax.net.ssl.trustStore"), "its password is wrong");

      System.setProperty("javax.net.ssl.trustStorePassword", TestCertificates.PASSWORD);
      TlsContext context = TlsContext.forClient(TlsSettings.defaults(), "broker:5671");

      assertThat(context.identity().getSubjectX500Principal().getName()).isEqualTo("CN=client");
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void aServerNeedsACertificate() {
    assertThatExceptionOfType(TlsException.class)
        .isThrownBy(() -> TlsContext.forServer(TlsSettings.defaults()))
        .withMessageContaining("needs a certificate");
  }
}
