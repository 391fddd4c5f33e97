// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;

/** The vectors of RFC 5802 and 7677, and what a server may not do. */
class ScramMechanismTest {

  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static ScramMechanism scram(String name, String user, String password, String nonce) {
    SaslContext context =
        new SaslContext(
            Credentials.of(user, password.toCharArray()),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK),
            null,
            List.of(),
            Map.of());
    return ScramMechanism.create(name, context, () -> nonce);
  }

  /** A negotiation of SCRAM-SHA-256 that has sent its first message. */
  private static ScramMechanism begun() {
    ScramMechanism scram = scram("SCRAM-SHA-256", "user", "pencil", NONCE);
    assertThat(text(scram.initialResponse())).isEqualTo("n,,n=user,r=" + NONCE);
    return scram;
  }

  private static String text(byte[] message) {
    return new String(message, UTF_8);
  }

  private static String respond(ScramMechanism scram, String challenge) {
    return text(scram.respond(challenge.getBytes(UTF_8)));
  }

  private static byte @Nullable [] octets(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "SCRAM-SHA-1, fyko+d2lbbFgONRv9qkxdawL, 3rfcNHYJY1ZVvWVs7j, QSXCR+Q6sek8bf92,"
        + " v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=, rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    "SCRAM-SHA-256, rOprNGfwEbeRWgbNEkqO, %hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + " W22ZaJ0SNY7soEsUEjb6gQ==,"
        + " dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=,"
        + " 6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    "SCRAM-SHA-512, rOprNGfwEbeRWgbNEkqO, %hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + " W22ZaJ0SNY7soEsUEjb6gQ==,"
        + " gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==,"
        + " ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
  })
  void theStandardsExampleIsReproduced(
      String name, String nonce, String more, String salt, String proof, String signature) {
    ScramMechanism scram = scram(name, "user", "pencil", nonce);

    String first = text(scram.initialResponse());
    String last = respond(scram, "r=" + nonce + more + ",s=" + salt + ",i=4096");

    assertThat(first).isEqualTo("n,,n=user,r=" + nonce);
    assertThat(last).isEqualTo("c=biws,r=" + nonce + more + ",p=" + proof);
    assertThatNoException().isThrownBy(() -> scram.complete(octets("v=" + signature)));
  }

  @Test
  void theServersProofMayComeAsAChallenge() {
    ScramMechanism scram = begun();
    respond(scram, SERVER_FIRST);

    String answer = respond(scram, SERVER_FINAL);

    assertThat(answer).isEmpty();
    assertThatNoException().isThrownBy(() -> scram.complete(null));
  }

  @Test
  void okWithoutTheServersProofIsAFailure() {
    ScramMechanism scram = begun();
    respond(scram, SERVER_FIRST);

    for (String data : new String[] {null, ""}) {
      assertThatExceptionOfType(MechanismException.class)
          .isThrownBy(() -> scram.complete(octets(data)))
          .withMessageContaining("without its signature");
    }
  }

  @Test
  void okAtOnceIsAFailure() {
    ScramMechanism scram = begun();

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> scram.complete(octets(SERVER_FINAL)))
        .withMessageContaining("without its signature");
  }

  @Test
  void aTamperedSignatureIsAFailureEitherWay() {
    String tampered = SERVER_FINAL.replace("6rri", "7rri");
    ScramMechanism byChallenge = begun();
    respond(byChallenge, SERVER_FIRST);
    ScramMechanism byOutcome = begun();
    respond(byOutcome, SERVER_FIRST);

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> respond(byChallenge, tampered))
        .withMessageContaining("signature is wrong");
    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> byOutcome.complete(octets(tampered)))
        .withMessageContaining("signature is wrong");
  }

  /** Another's nonce, one that is replayed, one without the server's part, and malformed ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "m=must,r=rOprNGfwEbeRWgbNEkqO%x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO%x,i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "r=rOprNGfwEbeRWgbNEkqO%x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
        "r=rOprNGfwEbeRWgbNEkqO%x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
        "r=rOprNGfwEbeRWgbNEkqO%x,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "r=rOprNGfwEbeRWgbNEkqO%x,s=###,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO%x,s=,i=4096",
        "e=other-error",
        "=,=,=",
        ",",
        ""
      })
  void aServersFirstMessageThatIsWrongIsRefused(String challenge) {
    ScramMechanism scram = begun();

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> respond(scram, challenge))
        .withMessageMatching("(?s).*(malformed|another nonce).*");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 1_000_001, Integer.MAX_VALUE})
  void tooFewOrTooManyIterationsAreRefusedBeforeTheyAreDone(int iterations) {
    ScramMechanism scram = begun();

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> respond(scram, SERVER_FIRST.replace("4096", "" + iterations)))
        .withMessageContaining(iterations + " iterations, which must be 4096 to 1000000");
  }

  @Test
  void theServersErrorIsTold() {
    ScramMechanism scram = begun();
    respond(scram, SERVER_FIRST);

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> respond(scram, "e=invalid-proof"))
        .withMessageContaining("invalid");
  }

  @Test
  void aServerThatGoesOnAfterItsProofIsRefused() {
    ScramMechanism scram = begun();
    respond(scram, SERVER_FIRST);
    respond(scram, SERVER_FINAL);

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> respond(scram, SERVER_FINAL))
        .withMessageContaining("went on");
  }

  @Test
  void commaAndEqualsOfANameAreEscaped() {
    ScramMechanism scram = scram("SCRAM-SHA-1", "a,b=c", "p", NONCE);

    assertThat(text(scram.initialResponse())).isEqualTo("n,,n=a=2Cb=3Dc,r=" + NONCE);
  }

  @Test
  void namesAreNormalizedAndForbiddenOnesAreNotShown() {
    ScramMechanism ligature = scram("SCRAM-SHA-1", "\u2168", "p", NONCE);
    ScramMechanism control = scram("SCRAM-SHA-1", "secret\u0007", "p", NONCE);

    assertThat(text(ligature.initialResponse())).contains("n=IX,");
    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(control::initialResponse)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret").contains("SASLprep"));
  }

  @Test
  void noncesAreNotGivenTwice() {
    SaslContext context =
        new SaslContext(
            Credentials.of("u", "p".toCharArray()),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK),
            null,
            List.of(),
            Map.of());

    String one = text(ScramMechanism.create("SCRAM-SHA-1", context, null).initialResponse());
    String two = text(ScramMechanism.create("SCRAM-SHA-1", context, null).initialResponse());

    assertThat(one).isNotEqualTo(two).matches("n,,n=u,r=[!-~&&[^,]]{24}");
  }
}
