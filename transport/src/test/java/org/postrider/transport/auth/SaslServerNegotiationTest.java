// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postrider.transport.auth.SaslScript.feed;
import static org.postrider.transport.auth.SaslScript.frame;
import static org.postrider.transport.auth.SaslScript.header;
import static org.postrider.transport.auth.SaslScript.join;
import static org.postrider.transport.auth.SaslScript.offer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException.Reason;

class SaslServerNegotiationTest {

  private static final byte[] SASL = header(ProtocolHeader.SASL);

  private static final SaslServerSettings PASSWORDS =
      SaslServerSettings.passwords(
          (user, password) -> user.equals("u") && Arrays.equals(password, "p".toCharArray()));

  private static byte[] plain(String message) {
    return frame(new SaslInit(Symbol.of("PLAIN"), Binary.wrap(message.getBytes(UTF_8)), null));
  }

  private static byte[] outcome(SaslCode code) {
    return frame(new SaslOutcome(code, null));
  }

  @Test
  void everySplitOfAClientsOctetsLetsItIn() {
    byte[] client = join(SASL, plain("\0u\0p"), header(ProtocolHeader.AMQP));

    for (int split = 0; split <= client.length; split++) {
      var negotiation = new SaslServerNegotiation(PASSWORDS);
      byte[] written =
          feed(
              negotiation,
              Arrays.copyOf(client, split),
              Arrays.copyOfRange(client, split, client.length));

      assertThat(negotiation.status()).as("split at %s", split).isEqualTo(SaslStatus.SUCCEEDED);
      assertThat(negotiation.user()).isEqualTo("u");
      assertThat(written).isEqualTo(join(SASL, frame(offer("PLAIN")), outcome(SaslCode.OK)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0u\0wrong", "\0\0p", "u\0p", "\0u\0p\0", "other\0u\0p", "", "\0u", "\0v\0p"})
  void whoDoesNotKnowThePasswordIsRefused(String message) {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    byte[] written = feed(negotiation, SASL, plain(message));

    assertThat(written).isEqualTo(join(SASL, frame(offer("PLAIN")), outcome(SaslCode.AUTH)));
    assertThat(negotiation.status()).isEqualTo(SaslStatus.FAILED);
    assertThat(negotiation.failure().code()).isEqualTo(SaslCode.AUTH);
    assertThat(negotiation.user()).isNull();
  }

  @Test
  void aMalformedUtf8MessageIsRefused() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);
    Binary bad = Binary.wrap(new byte[] {0, (byte) 0xC3, 0, 'p'});

    feed(negotiation, SASL, frame(new SaslInit(Symbol.of("PLAIN"), bad, null)));

    assertThat(negotiation.failure().code()).isEqualTo(SaslCode.AUTH);
  }

  @Test
  void whoMayActForItselfMaySaySo() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    feed(negotiation, SASL, plain("u\0u\0p"));

    assertThat(negotiation.status()).isEqualTo(SaslStatus.SUCCEEDED);
  }

  @Test
  void plainWithoutInitialResponseIsChallenged() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    byte[] written =
        feed(
            negotiation,
            SASL,
            frame(new SaslInit(Symbol.of("PLAIN"), null, null)),
            frame(new SaslResponse(Binary.wrap("\0u\0p".getBytes(UTF_8)))));

    assertThat(written)
        .isEqualTo(
            join(
                SASL,
                frame(offer("PLAIN")),
                frame(new SaslChallenge(Binary.EMPTY)),
                outcome(SaslCode.OK)));
  }

  @Test
  void aResponseWithoutChallengeIsRefused() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    feed(negotiation, SASL, frame(new SaslResponse(Binary.wrap("\0u\0p".getBytes(UTF_8)))));

    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void whatIsNotOfferedCannotBeChosen() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    feed(negotiation, SASL, frame(new SaslInit(Symbol.of("ANONYMOUS"), Binary.EMPTY, null)));

    assertThat(negotiation.failure().code()).isEqualTo(SaslCode.AUTH);
  }

  @Test
  void anonymousComesInWhereAllowed() {
    var negotiation = new SaslServerNegotiation(SaslServerSettings.open());

    feed(negotiation, SASL, frame(new SaslInit(Symbol.of("ANONYMOUS"), null, null)));

    assertThat(negotiation.status()).isEqualTo(SaslStatus.SUCCEEDED);
    assertThat(negotiation.user()).isNull();
  }

  @Test
  void aClientWithoutSaslComesInWhereAllowed() {
    var negotiation = new SaslServerNegotiation(SaslServerSettings.open());

    byte[] written = feed(negotiation, header(ProtocolHeader.AMQP));

    assertThat(written).isEmpty();
    assertThat(negotiation.status()).isEqualTo(SaslStatus.SUCCEEDED);
    assertThat(negotiation.amqpPrefix()).isEqualTo(header(ProtocolHeader.AMQP));
  }

  /** AMQP 2.2: the answer to a header that cannot be taken is one that can. */
  @Test
  void aClientWithoutSaslIsShownTheSaslHeaderWhereItIsNeeded() {
    var negotiation = new SaslServerNegotiation(PASSWORDS);

    byte[] written = feed(negotiation, header(ProtocolHeader.AMQP));

    assertThat(written).isEqualTo(SASL);
    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void anAuthenticatorThatThrowsIsASystemError() {
    var negotiation =
        new SaslServerNegotiation(
            SaslServerSettings.passwords(
                (user, password) -> {
                  throw new IllegalStateException("directory is down");
                }));

    byte[] written = feed(negotiation, SASL, plain("\0u\0p"));

    assertThat(written).endsWith(outcome(SaslCode.SYS));
    assertThat(negotiation.failure())
        .hasMessage("the authenticator failed with IllegalStateException")
        .hasRootCauseMessage("directory is down");
  }

  /** The message goes into the log. */
  @Test
  void aStrangersNameIsShownOnOneLineOfBoundedLength() {
    var forged = new SaslServerNegotiation(PASSWORDS);
    var endless = new SaslServerNegotiation(PASSWORDS);

    feed(forged, SASL, plain("\0eve'\r\nINFO all is well\0no"));
    feed(endless, SASL, plain("\0" + "u".repeat(10_000) + "\0no"));

    assertThat(forged.failure()).hasMessageEndingWith("unknown user 'eve'??INFO all is well'");
    assertThat(endless.failure().getMessage()).hasSizeLessThan(600);
  }

  @Test
  void thePasswordIsWipedAfterTheQuestion() {
    AtomicReference<char[]> kept = new AtomicReference<>();
    var negotiation =
        new SaslServerNegotiation(
            SaslServerSettings.passwords(
                (user, password) -> {
                  kept.set(password);
                  return true;
                }));

    feed(negotiation, SASL, plain("\0u\0geheim"));

    assertThat(kept.get()).containsOnly('\0').hasSize(6);
  }

  @Test
  void settingsThatLetNobodyInAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SaslServerSettings(false, null, false));
  }

  @Test
  void bothSidesOfOursAgree() {
    var client =
        new SaslClientNegotiation(
            SaslClientSettings.of(Credentials.of("u", "p".toCharArray())),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK));
    var server = new SaslServerNegotiation(PASSWORDS);

    byte[] toServer = SaslScript.start(client);
    while (client.status() == SaslStatus.NEGOTIATING && toServer.length > 0) {
      toServer = feed(client, feed(server, toServer));
    }

    assertThat(client.status()).isEqualTo(SaslStatus.SUCCEEDED);
    assertThat(server.status()).isEqualTo(SaslStatus.SUCCEEDED);
  }
}
