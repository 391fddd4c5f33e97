// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.Binary;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;

/** A server that says anything, in any order, out of a seed. */
class SaslHostileServerTest {

  private static final int CONVERSATIONS = 3_000;
  private static final int MAX_FRAMES = 8;
  private static final String PASSWORD = "geheim1234";

  /** What SCRAM's messages are made of, and what they are not. */
  private static final String[] WORDS = {
    "r=",
    "s=",
    "i=",
    "v=",
    "e=",
    "m=",
    "p=",
    "c=",
    ",",
    "=",
    "4096",
    "1",
    "-1",
    "99999999999",
    "QSXCR+Q6sek8bf92",
    "other-error",
    "<1896.697170952@postoffice.reston.mci.net>",
    "\0",
    "\u00ff",
    "{\"status\":\"invalid_token\"}",
    "AAAA",
    "%hvYDpWUa2RaTCAfuxFIlj",
    ""
  };

  private static SaslClientNegotiation started(String mechanism) {
    boolean token = mechanism.equals("OAUTHBEARER");
    Credentials credentials =
        token
            ? Credentials.ofToken("u", PASSWORD.toCharArray(), null)
            : Credentials.of("u", PASSWORD.toCharArray());
    SaslClientNegotiation negotiation =
        new SaslClientNegotiation(
            new SaslClientSettings(
                CredentialsSource.of(credentials), List.of(mechanism), false, null, Map.of()),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK));
    SaslScript.start(negotiation);
    SaslScript.feed(
        negotiation,
        SaslScript.header(ProtocolHeader.SASL),
        SaslScript.frame(SaslScript.offer(mechanism)));
    return negotiation;
  }

  private static Binary words(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return Binary.wrap(text.toString().getBytes(US_ASCII));
  }

  private static byte[] frame(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> SaslScript.frame(new SaslChallenge(words(random)));
      case 3 -> SaslScript.frame(new SaslOutcome(SaslCode.OK, words(random)));
      case 4 -> SaslScript.frame(new SaslOutcome(SaslCode.OK, null));
      default -> octets(random);
    };
  }

  private static byte[] octets(SplittableRandom random) {
    byte[] octets = new byte[random.nextInt(24)];
    random.nextBytes(octets);
    return octets;
  }

  private static byte[] talk(SaslClientNegotiation negotiation, SplittableRandom random) {
    ByteBuf said = Unpooled.buffer();
    for (int i = random.nextInt(MAX_FRAMES); i >= 0; i--) {
      said.writeBytes(SaslScript.feed(negotiation, frame(random)));
    }
    negotiation.inputClosed();
    return ByteBufUtil.getBytes(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void noServerGetsByWithoutItsProof(String mechanism) {
    for (int seed = 0; seed < CONVERSATIONS; seed++) {
      SaslClientNegotiation negotiation = started(mechanism);

      byte[] said = talk(negotiation, new SplittableRandom(seed));

      assertThat(negotiation.status()).as("seed %s", seed).isEqualTo(SaslStatus.FAILED);
      assertThat(negotiation.failure().getMessage())
          .as("seed %s", seed)
          .hasSizeLessThan(2_000)
          .doesNotContain(PASSWORD)
          .doesNotContainPattern("\\p{Cntrl}");
      assertThat(new String(said, US_ASCII)).as("seed %s", seed).doesNotContain(PASSWORD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "CRAM-MD5", "OAUTHBEARER", "XOAUTH2"})
  void whateverComesTheNegotiationEnds(String mechanism) {
    List<SaslStatus> ends = new ArrayList<>();
    for (int seed = 0; seed < CONVERSATIONS; seed++) {
      SaslClientNegotiation negotiation = started(mechanism);

      talk(negotiation, new SplittableRandom(seed));

      ends.add(negotiation.status());
      assertThat(negotiation.failure() == null)
          .as("seed %s", seed)
          .isEqualTo(negotiation.status() == SaslStatus.SUCCEEDED);
    }
    assertThat(ends).containsOnly(SaslStatus.FAILED, SaslStatus.SUCCEEDED);
  }
}
