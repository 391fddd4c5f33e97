// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.transport.auth.SaslScript.feed;
import static org.postrider.transport.auth.SaslScript.frame;
import static org.postrider.transport.auth.SaslScript.header;
import static org.postrider.transport.auth.SaslScript.join;
import static org.postrider.transport.auth.SaslScript.offer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

class SaslClientNegotiationTest {

  private static final Wire LOOPBACK = Wire.plain("localhost", 5672, WireSecurity.LOOPBACK);
  private static final byte[] SASL = header(ProtocolHeader.SASL);
  private static final byte[] OK = frame(new SaslOutcome(SaslCode.OK, null));

  private static SaslClientNegotiation started(SaslClientSettings settings) {
    SaslClientNegotiation negotiation = new SaslClientNegotiation(settings, LOOPBACK);
    assertThat(SaslScript.start(negotiation)).isEqualTo(SASL);
    return negotiation;
  }

  private static SaslClientSettings user(String user, String password) {
    return SaslClientSettings.of(Credentials.of(user, password.toCharArray()));
  }

  @Test
  void plainGoesOutAsTheStandardHasIt() {
    var negotiation =
        started(
            new SaslClientSettings(
                Credentials.of("tim", "tanstaaf".toCharArray()), List.of(), false, "vhost"));

    byte[] written = feed(negotiation, SASL, frame(offer("ANONYMOUS", "PLAIN")));

    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo(
            "0000002b"
                + "02010000" // size 43, data offset 2, SASL, channel 0
                + "005341" // described, sasl-init
                + "c01e03" // list of 30 octets, 3 fields
                + "a305504c41494e" // symbol PLAIN
                + "a00d"
                + "00"
                + "74696d"
                + "00"
                + "74616e7374616166" // NUL tim NUL tanstaaf
                + "a1057668"
                + "6f7374"); // string vhost
  }

  @Test
  void everySplitOfTheServersOctetsGivesTheSameAnswer() {
    byte[] server = join(SASL, frame(offer("PLAIN")), OK, header(ProtocolHeader.AMQP));
    byte[] init =
        frame(new SaslInit(Symbol.of("PLAIN"), Binary.wrap("\0u\0p".getBytes(US_ASCII)), null));

    for (int split = 0; split <= server.length; split++) {
      var negotiation = started(user("u", "p"));
      ByteBuf first = Unpooled.wrappedBuffer(Arrays.copyOf(server, split));
      ByteBuf second = Unpooled.wrappedBuffer(Arrays.copyOfRange(server, split, server.length));
      ByteBuf written = Unpooled.buffer();
      for (ByteBuf piece : List.of(first, second)) {
        negotiation.input(piece);
        ByteBuf out = negotiation.takeOutput();
        if (out != null) {
          written.writeBytes(out);
        }
      }

      byte[] leftover = join(ByteBufUtil.getBytes(first), ByteBufUtil.getBytes(second));
      assertThat(negotiation.status()).as("split at %s", split).isEqualTo(SaslStatus.SUCCEEDED);
      assertThat(ByteBufUtil.getBytes(written)).as("split at %s", split).isEqualTo(init);
      assertThat(leftover).as("split at %s", split).isEqualTo(header(ProtocolHeader.AMQP));
    }
  }

  @Test
  void octetByOctetSucceedsToo() {
    byte[] server = join(SASL, frame(offer("ANONYMOUS")), OK);
    var negotiation = started(SaslClientSettings.anonymous());

    for (byte octet : server) {
      assertThat(negotiation.status()).isEqualTo(SaslStatus.NEGOTIATING);
      feed(negotiation, new byte[] {octet});
    }

    assertThat(negotiation.status()).isEqualTo(SaslStatus.SUCCEEDED);
    assertThat(negotiation.amqpPrefix()).isEmpty();
  }

  @Test
  void anonymousSendsAnEmptyInitialResponse() {
    var negotiation = started(SaslClientSettings.anonymous());

    byte[] written = feed(negotiation, SASL, frame(offer("PLAIN", "ANONYMOUS")));

    assertThat(written).isEqualTo(frame(new SaslInit(Symbol.of("ANONYMOUS"), Binary.EMPTY, null)));
  }

  @Test
  void aChallengeToPlainGetsAnEmptyResponse() {
    var negotiation = started(user("u", "p"));
    feed(negotiation, SASL, frame(offer("PLAIN")));

    byte[] written = feed(negotiation, frame(new SaslChallenge(Binary.EMPTY)), OK);

    assertThat(written).isEqualTo(frame(new SaslResponse(Binary.EMPTY)));
    assertThat(negotiation.status()).isEqualTo(SaslStatus.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void aRefusalKeepsItsCodeAndTheOffer(SaslCode code) {
    var negotiation = started(user("u", "geheim"));

    feed(negotiation, SASL, frame(offer("PLAIN", "X")), frame(new SaslOutcome(code, null)));

    AuthenticationException failure = negotiation.failure();
    assertThat(negotiation.status()).isEqualTo(SaslStatus.FAILED);
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.offeredMechanisms()).containsExactly(Symbol.of("PLAIN"), Symbol.of("X"));
    assertThat(failure.isPermanent()).isEqualTo(code != SaslCode.SYS_TEMP);
    assertThat(failure).hasMessageContainingAll("'u'", "PLAIN", "sasl-code " + code.ordinal());
    assertThat(failure.toString()).doesNotContain("geheim");
  }

  @Test
  void okBeforeAMechanismWasChosenIsNoSuccess() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, SASL, OK);

    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(negotiation.failure()).hasMessageContaining("OUTCOME_OK");
  }

  @Test
  void secondOfferIsRefused() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, SASL, frame(offer("PLAIN")), frame(offer("PLAIN")));

    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void framesOfTheClientAreRefusedFromAServer() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, SASL, frame(new SaslResponse(Binary.EMPTY)));

    assertThat(negotiation.failure()).hasMessageContaining("sasl-response");
  }

  @Test
  void endlessChallengesAreCutOff() {
    var negotiation = started(user("u", "p"));
    feed(negotiation, SASL, frame(offer("PLAIN")));

    for (int i = 0; i < SaslClientNegotiation.MAX_CHALLENGES; i++) {
      feed(negotiation, frame(new SaslChallenge(Binary.EMPTY)));
      assertThat(negotiation.status()).isEqualTo(SaslStatus.NEGOTIATING);
    }
    feed(negotiation, frame(new SaslChallenge(Binary.EMPTY)));

    assertThat(negotiation.failure()).hasMessageContaining("64 SASL challenges");
  }

  @Test
  void tooManyOctetsAreCutOff() {
    var negotiation = started(user("u", "p"));
    feed(negotiation, SASL, frame(offer("PLAIN")));
    byte[] big = frame(new SaslChallenge(Binary.wrap(new byte[60_000])));

    for (int i = 0; i < SaslFrames.MAX_TOTAL_OCTETS / big.length + 1; i++) {
      feed(negotiation, big);
    }

    assertThat(negotiation.failure()).hasMessageContaining("without an end of the SASL layer");
  }

  @Test
  void aFrameOverTheLimitIsRefusedByItsSize() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, SASL, new byte[] {0, 1, 0, 1});

    assertThat(negotiation.failure()).hasMessageContaining("max-frame-size");
  }

  @Test
  void aServerWithoutSaslIsNamedAsSuch() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, header(ProtocolHeader.AMQP));

    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(negotiation.failure()).hasMessageContaining("has no SASL layer");
  }

  @Test
  void anotherProtocolsHeaderIsRefused() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});

    assertThat(negotiation.failure().reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(negotiation.failure().isPermanent()).isFalse();
  }

  @Test
  void aWebServerIsRecognised() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, "HTT".getBytes(US_ASCII), "P/1.1 400 Bad Request".getBytes(US_ASCII));

    assertThat(negotiation.failure()).hasMessageContainingAll("does not speak AMQP", "HTTP");
  }

  @Test
  void aPortThatExpectsTlsIsRecognised() {
    var negotiation = started(user("u", "p"));

    feed(negotiation, new byte[] {0x15, 3, 3, 0, 2, 2, 70, 0});

    assertThat(negotiation.failure()).hasMessageContaining("expect TLS");
  }

  @Test
  void eachMomentOfClosingHasItsWords() {
    var silent = started(user("u", "p"));
    silent.inputClosed();
    var midway = started(user("u", "p"));
    feed(midway, SASL);
    midway.inputClosed();
    var late = started(user("u", "p"));
    feed(late, SASL, frame(offer("PLAIN")));
    late.inputClosed();

    assertThat(silent.failure().reason()).isEqualTo(Reason.CLOSED);
    assertThat(silent.failure()).hasMessageContaining("without a word");
    assertThat(midway.failure()).hasMessageContaining("before it offered");
    assertThat(late.failure()).hasMessageContaining("authenticated by PLAIN");
  }

  @Test
  void nulInAPasswordIsRefusedHere() {
    var negotiation = started(user("u", "p\0q"));

    byte[] written = feed(negotiation, SASL, frame(offer("PLAIN")));

    assertThat(written).isEmpty();
    assertThat(negotiation.failure()).hasMessageContaining("NUL");
    assertThat(negotiation.failure().isPermanent()).isTrue();
  }

  @Test
  void nonAsciiCredentialsAreUtf8() {
    var negotiation = started(user("jürgen", "пароль€"));

    byte[] written = feed(negotiation, SASL, frame(offer("PLAIN")));

    byte[] message = "\0jürgen\0пароль€".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(written)
        .isEqualTo(frame(new SaslInit(Symbol.of("PLAIN"), Binary.wrap(message), null)));
  }

  @Test
  void passwordsShowUpInNoText() {
    Credentials credentials = Credentials.of("u", "geheim".toCharArray());

    assertThat(credentials.toString() + SaslClientSettings.of(credentials))
        .contains("user=u")
        .doesNotContain("geheim");
  }

  @Test
  void aWipedPasswordIsGone() {
    Credentials credentials = Credentials.of("u", "geheim".toCharArray());

    credentials.wipe();

    assertThat(credentials.copySecret()).isNull();
  }
}
