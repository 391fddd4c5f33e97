// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.transport.tls.TestCertificates.trust;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.value.Binary;
import org.postrider.sasl.Credentials;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.AuthenticationException.Reason;
import org.postrider.transport.auth.CredentialsSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** SCRAM that is bound to TLS (RFC 5802, 6), and somebody between who has a trusted certificate. */
class ChannelBindingExchangeTest {

  private static final String PASSWORD = "geheim";
  private static final String PLUS = "SCRAM-SHA-256-PLUS";
  private static final String WITHOUT = "SCRAM-SHA-256";

  @TempDir Path directory;
  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final ScriptedPeer peer = ScriptedPeer.listen();
  private TestCertificates certificates;
  private X509Bundle own;
  private ScramServer scram;

  @BeforeEach
  void theServerKnowsItsCertificate() throws Exception {
    byte[] header = ProtocolHeader.AMQP.encode();
    engine.onStart = output -> output.write(header, 0, header.length);
    certificates = new TestCertificates(directory);
    own = certificates.server();
    byte[] certificate = own.getCertificate().getEncoded();
    // Its signature is by SHA-256 (RFC 5929, 4.1).
    scram = new ScramServer(PASSWORD, MessageDigest.getInstance("SHA-256").digest(certificate));
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    peer.close();
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    assertThat(engine.failures).isEmpty();
  }

  /** Connects to the peer through a front with this certificate. */
  private TransportException connect(X509Bundle shown, String... allowed) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.toKeyManagerFactory().getKeyManagers(), null, null);
    TlsSettings tls = TlsSettings.builder().trust(trust(certificates.trustStore())).build();
    SaslClientSettings sasl =
        new SaslClientSettings(
            CredentialsSource.of(Credentials.of("u", PASSWORD.toCharArray())),
            List.of(allowed),
            false,
            null,
            Map.of());
    try (TlsFront front = new TlsFront(context, peer.port())) {
      Outcome outcome = new Outcome();
      driver.connect(
          new ConnectRequest(
              new EndpointAddress("amqps", "localhost", front.port()),
              TransportOptions.builder().tls(tls).build(),
              sasl),
          outcome);
      TransportException failure = outcome.await();
      awaitScript(failure != null);
      return failure;
    }
  }

  /** The script cannot come to its end where the client leaves. */
  private void awaitScript(boolean left) throws InterruptedException {
    try {
      peer.waitForScriptToComplete();
    } catch (AssertionError end) {
      assertThat(left).isTrue();
      assertThat(end).hasMessageContaining("the end of the connection");
    }
  }

  private static AuthenticationException cause(TransportException failure) {
    AuthenticationException cause = (AuthenticationException) failure.getCause();
    assertThat(cause.reason()).isEqualTo(Reason.UNVERIFIED);
    assertThat(cause.isPermanent()).isTrue();
    return cause;
  }

  private static UnaryOperator<Binary> withFlag(char flag, UnaryOperator<Binary> server) {
    return message -> {
      byte[] octets = message.toByteArray();
      octets[0] = (byte) flag;
      return server.apply(Binary.wrap(octets));
    };
  }

  @Test
  void theExchangeIsBoundToTheServersCertificate() throws Exception {
    peer.expectSasl()
        .offering(WITHOUT, PLUS)
        .choosing(PLUS)
        .challenging(scram::first)
        .withAdditionalData(scram::last)
        .succeed();

    assertThat(connect(own)).isNull();
  }

  @Test
  void whoShowsAnotherTrustedCertificateIsFoundOut() throws Exception {
    peer.expectSasl()
        .offering(WITHOUT, PLUS)
        .choosing(PLUS)
        .challenging(scram::first)
        .challenging(scram::last)
        .fail();

    AuthenticationException failure = cause(connect(certificates.server()));

    assertThat(failure).hasMessageContaining("somebody stands between");
  }

  @Test
  void whoTakesPlusOutOfTheOfferIsFoundOut() throws Exception {
    peer.expectSasl()
        .offering(WITHOUT)
        .choosing(WITHOUT)
        .challenging(scram::first)
        .challenging(scram::last)
        .fail();

    AuthenticationException failure = cause(connect(own, PLUS, WITHOUT));

    assertThat(failure).hasMessageContaining("its offer was tampered with");
  }

  /** Another hash than the one that can be bound. */
  @Test
  void whoTakesPlusOutOfAMixedOfferIsFoundOutToo() throws Exception {
    peer.expectSasl()
        .offering(WITHOUT)
        .choosing(WITHOUT)
        .challenging(scram::first)
        .challenging(scram::last)
        .fail();

    AuthenticationException failure = cause(connect(own, "SCRAM-SHA-512-PLUS", WITHOUT));

    assertThat(failure).hasMessageContaining("its offer was tampered with");
  }

  @Test
  void whoChangesTheClientsFlagAsWellIsFoundOut() throws Exception {
    peer.expectSasl()
        .offering(WITHOUT)
        .choosing(WITHOUT)
        .challenging(withFlag('n', scram::first))
        .challenging(scram::last)
        .fail();

    AuthenticationException failure = cause(connect(own, PLUS, WITHOUT));

    assertThat(failure).hasMessageContaining("somebody stands between");
  }

  /** There is no way to go on without, where only -PLUS is allowed. */
  @Test
  void whoAllowsOnlyPlusConnectsToNobodyWithoutIt() throws Exception {
    peer.expectSasl().offering(WITHOUT, "PLAIN").fail();

    TransportException failure = connect(own, PLUS);

    assertThat(((AuthenticationException) failure.getCause()).reason())
        .isEqualTo(Reason.NO_MECHANISM);
  }
}
