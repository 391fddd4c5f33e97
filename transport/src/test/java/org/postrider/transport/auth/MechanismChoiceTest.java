// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.value.Symbol;
import org.postrider.transport.auth.AuthenticationException.Reason;

class MechanismChoiceTest {

  private static final Credentials NOBODY = Credentials.none();
  private static final Credentials SOMEBODY = Credentials.of("u", "p".toCharArray());

  private static SaslClientSettings settings(Credentials credentials, String... allowed) {
    return new SaslClientSettings(credentials, List.of(allowed), false, null);
  }

  private static String chosen(SaslClientSettings settings, WireSecurity wire, String... offered) {
    List<Symbol> offer = Arrays.stream(offered).map(Symbol::of).toList();
    return MechanismChoice.choose(settings, wire, offer).name().toString();
  }

  private static AuthenticationException refusal(
      SaslClientSettings settings, WireSecurity wire, String... offered) {
    return assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> chosen(settings, wire, offered))
        .actual();
  }

  @Test
  void ourOrderCountsNotTheServers() {
    SaslClientSettings both = settings(SOMEBODY, "ANONYMOUS", "PLAIN");

    assertThat(chosen(both, WireSecurity.ENCRYPTED, "ANONYMOUS", "PLAIN")).isEqualTo("PLAIN");
  }

  @Test
  void namesAreAllowedInAnyCase() {
    assertThat(chosen(settings(SOMEBODY, " plain "), WireSecurity.CLEAR, "PLAIN"))
        .isEqualTo("PLAIN");
  }

  @Test
  void credentialsAreNotSilentlyDropped() {
    AuthenticationException refusal =
        refusal(settings(SOMEBODY), WireSecurity.ENCRYPTED, "ANONYMOUS");

    assertThat(refusal.reason()).isEqualTo(Reason.NO_MECHANISM);
    assertThat(refusal).hasMessageContaining("ANONYMOUS: not used in place of");
  }

  @Test
  void aUserWithoutPasswordIsNotSilentlyAnonymous() {
    AuthenticationException refusal =
        refusal(settings(Credentials.of("u", null)), WireSecurity.ENCRYPTED, "ANONYMOUS", "PLAIN");

    assertThat(refusal).hasMessageContaining("PLAIN: needs a user and a password");
  }

  @Test
  void anonymousByNameWinsOverMissingPlain() {
    assertThat(chosen(settings(SOMEBODY, "PLAIN", "ANONYMOUS"), WireSecurity.CLEAR, "ANONYMOUS"))
        .isEqualTo("ANONYMOUS");
  }

  @Test
  void plainInClearToAnotherHostIsRefusedAndSaysWhatToDo() {
    AuthenticationException refusal = refusal(settings(SOMEBODY), WireSecurity.CLEAR, "PLAIN");

    assertThat(refusal)
        .hasMessageContainingAll(
            "unencrypted", "amqp.saslMechanisms", "amqp.allowInsecureMechanisms=true");
    assertThat(refusal.isPermanent()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLEAR")
  void plainIsFreeOverTlsAndLoopback(WireSecurity wire) {
    assertThat(chosen(settings(SOMEBODY), wire, "PLAIN")).isEqualTo("PLAIN");
  }

  @Test
  void plainInClearMayBeAllowedByNameOrByOption() {
    SaslClientSettings byOption = new SaslClientSettings(SOMEBODY, List.of(), true, null);

    assertThat(chosen(settings(SOMEBODY, "PLAIN"), WireSecurity.CLEAR, "PLAIN")).isEqualTo("PLAIN");
    assertThat(chosen(byOption, WireSecurity.CLEAR, "PLAIN")).isEqualTo("PLAIN");
  }

  @Test
  void whatIsNotAllowedIsNotUsed() {
    AuthenticationException refusal =
        refusal(settings(NOBODY, "EXTERNAL"), WireSecurity.ENCRYPTED, "ANONYMOUS");

    assertThat(refusal).hasMessageContaining("not among the allowed [EXTERNAL]");
  }

  @Test
  void anEmptyOfferIsNoMechanism() {
    AuthenticationException refusal = refusal(settings(NOBODY), WireSecurity.ENCRYPTED);

    assertThat(refusal).hasMessageContainingAll("offers []", "[PLAIN, ANONYMOUS]");
  }

  @Test
  void aHostileOfferIsShownCutAndClean() {
    List<String> offer = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      offer.add("\u001b[31m" + "X".repeat(500) + "\n");
    }

    AuthenticationException refusal =
        refusal(settings(NOBODY), WireSecurity.CLEAR, offer.toArray(String[]::new));

    assertThat(refusal.getMessage()).hasSizeLessThan(2_000).doesNotContain("\u001b", "\n");
  }
}
