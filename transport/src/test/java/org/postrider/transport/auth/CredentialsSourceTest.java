// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException.Reason;

class CredentialsSourceTest {

  private static final Wire WIRE = Wire.plain("broker.example", 5672, WireSecurity.CLEAR);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static Credentials token(String token, Instant expiry) {
    return Credentials.ofToken("u", token.toCharArray(), expiry);
  }

  private static CredentialsSource source(CredentialsProvider provider) {
    return CredentialsSource.of(provider, () -> NOW);
  }

  @Test
  void aProviderIsToldWhichServerAsks() {
    CredentialsSource source =
        source(request -> token(request.host() + ":" + request.port(), null));

    assertThat(source.obtain(WIRE).copySecret())
        .containsExactly("broker.example:5672".toCharArray());
  }

  @Test
  void expiredCredentialsAreNotShownAndMayBeBetterNextTime() {
    CredentialsSource source = source(request -> token("t", NOW));

    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> source.obtain(WIRE))
        .withMessageContaining("have expired at 2026-11-25T12:00:00Z")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
        .satisfies(e -> assertThat(e.isPermanent()).isFalse());
  }

  @Test
  void aProviderThatFailsEndsTheTryOnlyAndItsWordsStayInTheCause() {
    CredentialsSource source =
        source(
            request -> {
              throw new IllegalStateException("secret");
            });

    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> source.obtain(WIRE))
        .withMessage("the credentials provider failed with IllegalStateException")
        .satisfies(e -> assertThat(e.isPermanent()).isFalse());
  }

  @Test
  void anErrorOfAProviderEndsTheTryOnlyAndIsTheCause() {
    for (Error fault :
        List.of(
            new StackOverflowError("s"), new NoClassDefFoundError("a/B"), new AssertionError())) {
      CredentialsSource source =
          source(
              request -> {
                throw fault;
              });

      assertThatExceptionOfType(AuthenticationException.class)
          .isThrownBy(() -> source.obtain(WIRE))
          .withMessage("the credentials provider failed with " + fault.getClass().getSimpleName())
          .withCause(fault)
          .satisfies(e -> assertThat(e.isPermanent()).isFalse());
    }
  }

  /** A mechanism that others have added may throw anything. */
  @Test
  void anErrorOfAStepIsWhatCameOfIt() {
    StackOverflowError fault = new StackOverflowError();
    SaslTask step =
        new SaslTask(
            () -> {
              throw fault;
            });

    step.run();

    assertThat(step.failure()).isSameAs(fault);
  }

  @Test
  void refusedCredentialsAreFinalOnlyIfTheProviderGivesThemAgain() {
    CredentialsSource source = source(request -> Credentials.none());

    assertThat(source.refused(token("old", null))).isFalse();
    assertThat(source.refused(token("new", null))).isFalse();
    assertThat(source.refused(token("new", null))).isTrue();
    source.accepted();
    assertThat(source.refused(token("new", null))).isFalse();
  }

  @Test
  void fixedCredentialsAreFinalAtOnce() {
    CredentialsSource source = CredentialsSource.of(Credentials.of("u", "p".toCharArray()));

    assertThat(source.refused(source.obtain(WIRE))).isTrue();
  }

  @Test
  void noSecretIsInAnyText() {
    Credentials credentials = token("geheim", NOW);

    assertThat(credentials + " " + CredentialsSource.of(credentials) + source(r -> credentials))
        .contains("user=u", "expiry=2026-11-25T12:00:00Z")
        .doesNotContain("geheim");
  }
}
