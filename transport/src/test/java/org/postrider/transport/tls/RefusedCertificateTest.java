// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a server's certificate names the one that is to blame, and why. */
class RefusedCertificateTest {

  @TempDir Path directory;
  private TestCertificates certificates;

  @BeforeEach
  void issue() throws Exception {
    certificates = new TestCertificates(directory);
  }

  private static X509Certificate expiredRoot() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=Old Root")
        .setIsCertificateAuthority(true)
        .notBefore(Instant.now().minus(Duration.ofDays(9)))
        .notAfter(Instant.now().minus(Duration.ofDays(8)))
        .buildSelfSigned()
        .getCertificate();
  }

  private static SSLEngine serving(X509Bundle own, X509Certificate... more) throws Exception {
    X509Certificate[] chain = new X509Certificate[1 + more.length];
    chain[0] = own.getCertificate();
    System.arraycopy(more, 0, chain, 1, more.length);
    // A JKS takes any chain.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    char[] password = TestCertificates.PASSWORD.toCharArray();
    store.setKeyEntry("own", own.getKeyPair().getPrivate(), password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }

  private TlsSettings.Builder trusting() throws Exception {
    return TlsSettings.builder().trust(TestCertificates.trust(certificates.trustStore()));
  }

  private TlsSettings.Builder trustingStrangers() throws Exception {
    TestCertificates strangers = new TestCertificates(directory, "Strange CA");
    return TlsSettings.builder().trust(new TrustSource.Pem(strangers.authorityPem()));
  }

  /** What the client says of the server. */
  private static String said(TlsSettings.Builder client, String host, SSLEngine server)
      throws Exception {
    TlsContext context = TlsContext.forClient(client.build(), host);
    SSLEngine engine = context.newClientEngine(UnpooledByteBufAllocator.DEFAULT, host, 5671);
    try {
      for (Throwable each = Handshake.failure(engine, server);
          each != null;
          each = each.getCause()) {
        if (each instanceof CertificateException refused) {
          return context.refusal(refused, host);
        }
      }
      return "accepted";
    } finally {
      ReferenceCountUtil.release(engine);
      context.release();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExpiredRootThatIsNotNeededIsNotBlamed(boolean openSsl) throws Exception {
    X509Bundle own = certificates.server("a.example");
    X509Certificate extra = expiredRoot();

    assertThat(said(trusting().openSsl(openSsl), "a.example", serving(own, extra)))
        .isEqualTo("accepted");
    assertThat(said(trusting().openSsl(openSsl), "b.example", serving(own, extra)))
        .isEqualTo(
            "the server's certificate 'CN=server' is not for host 'b.example': it names a.example");
    assertThat(said(trustingStrangers().openSsl(openSsl), "a.example", serving(own, extra)))
        .startsWith(
            "the server's certificate 'CN=server' is not trusted: its issuer 'CN=Test CA' is"
                + " unknown here");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExpiredCertificateOfTheChainIsNamed(boolean openSsl) throws Exception {
    X509Bundle middle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Middle CA")
            .setIsCertificateAuthority(true)
            .notBefore(Instant.now().minus(Duration.ofDays(9)))
            .notAfter(Instant.now().minus(Duration.ofDays(8)))
            .buildIssuedBy(certificates.authority());
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .addSanDnsName("a.example")
            .buildIssuedBy(middle);

    assertThat(
            said(
                trusting().openSsl(openSsl),
                "a.example",
                serving(own, middle.getCertificate(), certificates.authority().getCertificate())))
        .startsWith("the server's certificate 'CN=Middle CA' expired at ");
    // The JDK looks for a way itself where the order is not that of the chain.
    assertThat(
            said(
                trusting().openSsl(openSsl),
                "a.example",
                serving(own, certificates.authority().getCertificate(), middle.getCertificate())))
        .startsWith("the server's certificate 'CN=Middle CA' expired at ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHostThatIsNoDnsNameIsNotSaidToBeMissing(boolean openSsl) throws Exception {
    X509Bundle own = certificates.server("a.example");

    for (TlsSettings.Builder client :
        new TlsSettings.Builder[] {
          trusting(), TlsSettings.builder().trust(new TrustSource.All())
        }) {
      assertThat(said(client.openSsl(openSsl), "under_score.example", serving(own)))
          .isEqualTo(
              "the server's certificate 'CN=server' cannot be for host 'under_score.example':"
                  + " Illegal given domain name: under_score.example");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAddressThatStandsThereAsANameIsSaidToBeOne(boolean openSsl) throws Exception {
    X509Bundle own = certificates.server("127.0.0.1");

    assertThat(said(trusting().openSsl(openSsl), "127.0.0.1", serving(own)))
        .isEqualTo(
            "the server's certificate 'CN=server' is not for host '127.0.0.1': it names 127.0.0.1"
                + " (as a DNS name, not as an IP address)");
  }

  private SSLContext trustingContext() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificates.authority().getCertificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aContextThatIsGivenSaysWhatItTells() throws Exception {
    SSLContext own = trustingContext();
    X509Bundle hermit = certificates.selfSigned();

    assertThat(
            said(
                TlsSettings.builder().context(own),
                "localhost",
                serving(certificates.expiredServer(), certificates.authority().getCertificate())))
        .startsWith("the server's certificate 'CN=expired' expired at ");
    assertThat(said(TlsSettings.builder().context(own), "localhost", serving(hermit)))
        .startsWith(
            "the SSLContext that was given trusts no issuer of the server's certificate: PKIX");
    assertThat(
            said(
                TlsSettings.builder().context(own),
                "b.example",
                serving(certificates.server("a.example"))))
        .startsWith("the server's certificate is not for host 'b.example': No ");
  }
}
