// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.Binary;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.engine.FuzzMemory;

/**
 * The target of fuzzing for the client's side of SASL: a server that says anything makes it fail in
 * few words without the secret, and never succeed without the proof that the mechanism demands.
 *
 * <p>Stateless. The first octet of the input chooses the mechanism, then each step has an octet for
 * its kind and two for the length of its text, in which {@code $N} stands for the client's nonce.
 */
public final class SaslFuzz {

  static final List<String> MECHANISMS =
      List.of(
          "SCRAM-SHA-1",
          "SCRAM-SHA-256",
          "SCRAM-SHA-512",
          "CRAM-MD5",
          "OAUTHBEARER",
          "XOAUTH2",
          "PLAIN",
          "ANONYMOUS",
          "EXTERNAL",
          "SCRAM-SHA-512-PLUS",
          "SCRAM-SHA-256-PLUS",
          "SCRAM-SHA-1-PLUS");

  // Kinds of steps.
  static final int CHALLENGE = 0;
  static final int OK = 1;
  static final int REFUSAL = 2;
  static final int RAW = 3;

  /** Of the first octet: the server does not even begin well. */
  static final int RAW_FROM_THE_START = 0x80;

  private static final X509Certificate CERTIFICATE = ChannelBindingTest.certificate("ecdsa-sha384");
  private static final String PASSWORD = "geheim1234";
  private static final long BYTES_PER_OCTET = 2048;

  /** The garbage of as many iterations of SCRAM-SHA-512 as are done for a server: 80 MB. */
  private static final long CONSTANT_BYTES = 100 * 1024 * 1024;

  private static final int MAX_MESSAGE_CHARS = 2_000;

  private SaslFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (new String(input, ISO_8859_1).contains(PASSWORD)) {
      // The fuzzer has read it here: a server that says it may see it again.
      return;
    }
    FuzzMemory.within(
        BYTES_PER_OCTET * input.length + CONSTANT_BYTES, () -> talk(Unpooled.wrappedBuffer(input)));
  }

  private static void talk(ByteBuf script) {
    int first = script.isReadable() ? script.readUnsignedByte() : 0;
    String mechanism = MECHANISMS.get((first & ~RAW_FROM_THE_START) % MECHANISMS.size());
    SaslClientNegotiation negotiation = negotiation(mechanism);
    byte[] said = SaslScript.start(negotiation);
    if ((first & RAW_FROM_THE_START) == 0) {
      said =
          SaslScript.feed(
              negotiation,
              SaslScript.header(ProtocolHeader.SASL),
              SaslScript.frame(SaslScript.offer(mechanism)));
    }
    String nonce = nonce(new String(said, ISO_8859_1));
    while (script.isReadable()) {
      int kind = script.readUnsignedByte();
      byte[] octets = step(kind, text(script, nonce));
      said = SaslScript.join(said, SaslScript.feed(negotiation, octets));
    }
    negotiation.inputClosed();
    judge(negotiation, mechanism, said);
  }

  private static SaslClientNegotiation negotiation(String mechanism) {
    Credentials credentials =
        switch (mechanism) {
          case "OAUTHBEARER" -> Credentials.ofToken("u", PASSWORD.toCharArray(), null);
          case "ANONYMOUS", "EXTERNAL" -> Credentials.none();
          default -> Credentials.of("u", PASSWORD.toCharArray());
        };
    return new SaslClientNegotiation(
        new SaslClientSettings(
            CredentialsSource.of(credentials), List.of(mechanism), false, null, Map.of()),
        needsTls(mechanism)
            ? Wire.tls("localhost", 5671, CERTIFICATE, true)
            : Wire.plain("localhost", 5672, WireSecurity.LOOPBACK));
  }

  private static boolean needsTls(String mechanism) {
    return mechanism.equals("EXTERNAL") || ScramMechanism.isPlus(mechanism);
  }

  private static String nonce(String said) {
    int begin = said.indexOf(",r=");
    return begin < 0 ? "" : said.substring(begin + 3);
  }

  private static byte[] text(ByteBuf script, String nonce) {
    int length = script.readableBytes() < 2 ? 0 : script.readUnsignedShort();
    byte[] text = new byte[Math.min(length, script.readableBytes())];
    script.readBytes(text);
    return new String(text, ISO_8859_1).replace("$N", nonce).getBytes(ISO_8859_1);
  }

  private static byte[] step(int kind, byte[] text) {
    return switch (kind & 3) {
      case CHALLENGE -> SaslScript.frame(new SaslChallenge(Binary.wrap(text)));
      case OK ->
          SaslScript.frame(
              new SaslOutcome(SaslCode.OK, text.length == 0 ? null : Binary.wrap(text)));
      case REFUSAL -> SaslScript.frame(new SaslOutcome(SaslCode.AUTH, Binary.wrap(text)));
      default -> text;
    };
  }

  private static void judge(SaslClientNegotiation negotiation, String mechanism, byte[] said) {
    SaslStatus status = negotiation.status();
    boolean proves = mechanism.startsWith("SCRAM");
    if (status != SaslStatus.FAILED && (status != SaslStatus.SUCCEEDED || proves)) {
      throw new AssertionError(mechanism + " ends " + status);
    }
    if (status == SaslStatus.SUCCEEDED) {
      return;
    }
    String message = String.valueOf(negotiation.failure().getMessage());
    if (message.length() > MAX_MESSAGE_CHARS
        || message.contains(PASSWORD)
        || message.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError(mechanism + " fails with the message " + message);
    }
    if (negotiation.failure().getCause() instanceof RuntimeException) {
      // What a mechanism did not expect: our fault, not the server's.
      throw new AssertionError(message, negotiation.failure());
    }
    boolean hides = proves || mechanism.equals("CRAM-MD5");
    if (hides && new String(said, ISO_8859_1).contains(PASSWORD)) {
      throw new AssertionError(mechanism + " told the password");
    }
  }
}
