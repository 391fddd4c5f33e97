// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;
import org.postrider.transport.auth.AuthenticationException.Reason;

/** Credentials that were wiped are of no use, and a server hears nothing of them. */
class WipedCredentialsTest {

  private static final Wire WIRE = Wire.tls("broker.example", 5671, null, true);

  private static Credentials credentials(String mechanism) {
    boolean token = mechanism.equals("OAUTHBEARER") || mechanism.equals("XOAUTH2");
    return token
        ? Credentials.ofToken("u", "geheim".toCharArray(), null)
        : Credentials.of("u", "geheim".toCharArray());
  }

  private static Credentials wiped(String mechanism) {
    Credentials credentials = credentials(mechanism);
    credentials.wipe();
    return credentials;
  }

  private static AuthenticationException failure(CredentialsSource source, String mechanism) {
    SaslClientNegotiation negotiation =
        new SaslClientNegotiation(
            new SaslClientSettings(source, List.of(mechanism), false, null, Map.of()), WIRE);
    SaslScript.start(negotiation);
    byte[] said =
        SaslScript.feed(
            negotiation,
            SaslScript.header(ProtocolHeader.SASL),
            SaslScript.frame(SaslScript.offer(mechanism)));

    assertThat(said).isEmpty();
    assertThat(negotiation.status()).isEqualTo(SaslStatus.FAILED);
    return negotiation.failure();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLAIN",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "SCRAM-SHA-512",
        "CRAM-MD5",
        "OAUTHBEARER",
        "XOAUTH2",
        "GSSAPI",
        "EXTERNAL",
        "ANONYMOUS"
      })
  void failBeforeAnythingIsSaid(String mechanism) {
    AuthenticationException fixed = failure(CredentialsSource.of(wiped(mechanism)), mechanism);
    AuthenticationException given =
        failure(CredentialsSource.of(request -> wiped(mechanism)), mechanism);

    for (AuthenticationException failure : List.of(fixed, given)) {
      assertThat(failure).hasMessage("the credentials of the user 'u' were wiped");
      assertThat(failure.reason()).isEqualTo(Reason.UNUSABLE);
    }
    assertThat(fixed.isPermanent()).isTrue();
    assertThat(given.isPermanent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2"})
  void failAlsoWhereThatHappensBehindTheChoice(String mechanism) {
    Credentials credentials = credentials(mechanism);
    SaslContext context = new SaslContext(credentials, WIRE, null, List.of(mechanism), Map.of());
    boolean scram = mechanism.startsWith("SCRAM");

    if (scram) {
      credentials.wipe();
      assertThatExceptionOfType(MechanismException.class)
          .isThrownBy(() -> ScramMechanism.create(mechanism, context, null))
          .withMessageContaining("wiped");
    } else {
      MechanismChoice choice =
          MechanismChoice.choose(
              MechanismCatalog.INSTANCE, context, InClear.NAMED, List.of(Symbol.of(mechanism)));
      credentials.wipe();
      assertThatExceptionOfType(MechanismException.class)
          .isThrownBy(choice.mechanism()::initialResponse)
          .withMessageContaining("wiped");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "OAUTHBEARER"})
  void haveNoSecretAndAreNotEmpty(String mechanism) {
    Credentials credentials = wiped(mechanism);

    assertThat(credentials.hasSecret()).isFalse();
    assertThat(credentials.isComplete()).isFalse();
    assertThat(credentials.copySecret()).isNull();
    assertThat(credentials.isEmpty()).isFalse();
    assertThat(credentials.isToken()).isEqualTo(mechanism.equals("OAUTHBEARER"));
  }
}
