// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException.Reason;

class MechanismChoiceTest {

  private static final Credentials NOBODY = Credentials.none();
  private static final Credentials SOMEBODY = Credentials.of("u", "p".toCharArray());

  /** What the options say. */
  private record Settings(Credentials credentials, List<String> allowed, InClear inClear) {}

  private static Settings settings(Credentials credentials, String... allowed) {
    List<String> names = new SaslClientSettings(NOBODY, List.of(allowed), false, null).mechanisms();
    return new Settings(credentials, names, InClear.NAMED);
  }

  private static String chosen(Settings settings, WireSecurity security, String... offered) {
    return chosen(settings, Wire.plain("far.example", 5672, security), offered);
  }

  private static String chosen(Settings settings, Wire wire, String... offered) {
    List<Symbol> offer = Arrays.stream(offered).map(Symbol::of).toList();
    SaslContext context =
        new SaslContext(settings.credentials(), wire, null, settings.allowed(), Map.of());
    return MechanismChoice.choose(MechanismCatalog.INSTANCE, context, settings.inClear(), offer)
        .name()
        .toString();
  }

  private static AuthenticationException refusal(
      Settings settings, WireSecurity wire, String... offered) {
    return assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> chosen(settings, wire, offered))
        .actual();
  }

  @Test
  void ourOrderCountsNotTheServers() {
    Settings both = settings(SOMEBODY, "ANONYMOUS", "PLAIN");

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
    Settings byOption = new Settings(SOMEBODY, List.of(), InClear.ALL);

    assertThat(chosen(settings(SOMEBODY, "PLAIN"), WireSecurity.CLEAR, "PLAIN")).isEqualTo("PLAIN");
    assertThat(chosen(byOption, WireSecurity.CLEAR, "PLAIN")).isEqualTo("PLAIN");
  }

  @Test
  void namesThatOnlyRestrictAllowNoPlainInClear() {
    Settings restricted = new Settings(SOMEBODY, List.of("PLAIN", "SCRAM-SHA-256"), InClear.NONE);

    assertThat(refusal(restricted, WireSecurity.CLEAR, "PLAIN"))
        .hasMessageContainingAll("unencrypted", "it is named for another one only");
    assertThat(refusal(restricted, WireSecurity.ENCRYPTED, "SCRAM-SHA-1"))
        .hasMessageContaining("not among the allowed");
    assertThat(chosen(restricted, WireSecurity.CLEAR, "PLAIN", "SCRAM-SHA-256"))
        .isEqualTo("SCRAM-SHA-256");
    assertThat(chosen(restricted, WireSecurity.ENCRYPTED, "PLAIN")).isEqualTo("PLAIN");
    assertThat(chosen(restricted, WireSecurity.LOOPBACK, "PLAIN")).isEqualTo("PLAIN");
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

    assertThat(refusal).hasMessageContainingAll("offers []", "PLAIN", "XOAUTH2", "ANONYMOUS]");
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

  private static final String[] EVERYTHING = {
    "ANONYMOUS",
    "XOAUTH2",
    "PLAIN",
    "OAUTHBEARER",
    "CRAM-MD5",
    "GSSAPI",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "SCRAM-SHA-512",
    "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-512-PLUS",
    "EXTERNAL"
  };

  private static String[] without(String... names) {
    List<String> left = new ArrayList<>(List.of(EVERYTHING));
    left.removeAll(List.of(names));
    return left.toArray(String[]::new);
  }

  @Test
  void theStrongestThatFitsIsTakenOfWhateverIsOffered() {
    Wire tls = Wire.tls("far.example", 5671, null, true);
    Wire clear = Wire.plain("far.example", 5672, WireSecurity.CLEAR);

    assertThat(chosen(settings(SOMEBODY), tls, EVERYTHING)).isEqualTo("EXTERNAL");
    assertThat(chosen(settings(SOMEBODY), clear, EVERYTHING)).isEqualTo("SCRAM-SHA-512");
    assertThat(chosen(settings(SOMEBODY), clear, without("SCRAM-SHA-512")))
        .isEqualTo("SCRAM-SHA-256");
    assertThat(chosen(settings(SOMEBODY), clear, without("SCRAM-SHA-512", "SCRAM-SHA-256")))
        .isEqualTo("SCRAM-SHA-1");
    assertThat(
            chosen(
                settings(SOMEBODY),
                clear,
                without("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1")))
        .isEqualTo("CRAM-MD5");
    assertThat(chosen(settings(NOBODY), clear, EVERYTHING)).isEqualTo("ANONYMOUS");
  }

  @Test
  void gssapiIsUsedOnlyWhereItIsNamed() {
    Wire clear = Wire.plain("far.example", 5672, WireSecurity.CLEAR);

    assertThat(chosen(settings(SOMEBODY, "GSSAPI", "PLAIN"), clear, "PLAIN", "GSSAPI"))
        .isEqualTo("GSSAPI");
    assertThat(refusal(settings(SOMEBODY), WireSecurity.CLEAR, "GSSAPI"))
        .hasMessageContaining("GSSAPI: used only where");
  }

  @Test
  void aTokenIsNotTakenForAPasswordNorTheReverse() {
    Settings token = settings(Credentials.ofToken("u", "abc.def".toCharArray(), null));

    assertThat(chosen(token, WireSecurity.ENCRYPTED, EVERYTHING)).isEqualTo("OAUTHBEARER");
    assertThat(chosen(token, WireSecurity.ENCRYPTED, "PLAIN", "XOAUTH2")).isEqualTo("XOAUTH2");
    assertThat(refusal(token, WireSecurity.ENCRYPTED, "PLAIN", "SCRAM-SHA-256"))
        .hasMessageContaining("PLAIN: would take the token for a password");
    assertThat(refusal(settings(SOMEBODY), WireSecurity.ENCRYPTED, "OAUTHBEARER"))
        .hasMessageContaining("OAUTHBEARER: needs a token");
    assertThat(chosen(settings(SOMEBODY, "OAUTHBEARER"), WireSecurity.ENCRYPTED, "OAUTHBEARER"))
        .isEqualTo("OAUTHBEARER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "XOAUTH2", "OAUTHBEARER"})
  void aSecretIsNotShownToWhoListens(String mechanism) {
    Credentials token = Credentials.ofToken("u", "abc".toCharArray(), null);
    Credentials credentials = mechanism.equals("PLAIN") ? SOMEBODY : token;

    assertThat(refusal(settings(credentials), WireSecurity.CLEAR, mechanism))
        .hasMessageContainingAll("unencrypted", "naming " + mechanism, "allowInsecureMechanisms");
    assertThat(chosen(settings(credentials, mechanism), WireSecurity.CLEAR, mechanism))
        .isEqualTo(mechanism);
    assertThat(chosen(settings(credentials), WireSecurity.LOOPBACK, mechanism))
        .isEqualTo(mechanism);
  }

  /** Of test/resources/META-INF/services. */
  @Test
  void aMechanismThatOthersAddedIsChosenByItsStrength() {
    Wire clear = Wire.plain("far.example", 5672, WireSecurity.CLEAR);

    assertThat(chosen(settings(SOMEBODY, "X-TEST", "PLAIN"), clear, "PLAIN", "X-TEST"))
        .isEqualTo("X-TEST");
    assertThat(refusal(settings(SOMEBODY), WireSecurity.CLEAR, "X-TEST"))
        .hasMessageContaining("X-TEST: used only where");
  }
}
