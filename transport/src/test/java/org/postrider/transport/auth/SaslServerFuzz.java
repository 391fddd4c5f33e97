// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.transport.engine.FuzzMemory;

/**
 * The target of fuzzing for the server's side of SASL: a stranger who says anything to a listener
 * comes in only by the password or where strangers are let in, is answered in few octets, and
 * leaves no password and nothing that is not text in the failure's message.
 *
 * <p>Stateless. The first octet of the input holds flags, then each step has an octet for its kind
 * and two for the length of its text, in which {@code $P} stands for the password.
 */
public final class SaslServerFuzz {

  // Flags.
  static final int ANONYMOUS = 1;
  static final int PASSWORDS = 2;
  static final int SASL_OPTIONAL = 4;
  static final int IN_PIECES = 8;
  static final int RAW_FROM_THE_START = 0x10;

  // Kinds of steps.
  static final int PLAIN = 0;
  static final int PLAIN_WITHOUT_RESPONSE = 1;
  static final int INIT_ANONYMOUS = 2;
  static final int OTHER_MECHANISM = 3;
  static final int RESPONSE = 4;
  static final int RAW = 5;

  static final String USER = "u";

  /** The authenticator fails for this one. */
  static final String TROUBLE = "x";

  private static final String PASSWORD = "geheim1234";

  /** The script's share: three octets of it are a frame, which may be fed in twenty pieces. */
  private static final long BYTES_PER_OCTET = 4096;

  private static final long CONSTANT_BYTES = 1024 * 1024;
  private static final int MAX_MESSAGE_CHARS = 2_000;
  private static final int MAX_ANSWER_OCTETS = 512;
  private static final int PIECE_OCTETS = 3;

  private SaslServerFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    FuzzMemory.within(
        BYTES_PER_OCTET * input.length + CONSTANT_BYTES, () -> talk(Unpooled.wrappedBuffer(input)));
  }

  private static void talk(ByteBuf script) {
    int flags = script.isReadable() ? script.readUnsignedByte() : 0;
    Authenticator authenticator = new Authenticator();
    SaslServerNegotiation negotiation = negotiation(flags, authenticator);
    byte[] said = SaslScript.start(negotiation);
    if ((flags & RAW_FROM_THE_START) == 0) {
      said = SaslScript.feed(negotiation, SaslScript.header(ProtocolHeader.SASL));
    }
    while (script.isReadable()) {
      byte[] octets = step(script.readUnsignedByte(), script);
      said = SaslScript.join(said, feed(negotiation, octets, (flags & IN_PIECES) != 0));
    }
    negotiation.inputClosed();
    judge(negotiation, flags, authenticator);
    if (said.length > MAX_ANSWER_OCTETS) {
      throw new AssertionError("answered with " + said.length + " octets");
    }
  }

  private static SaslServerNegotiation negotiation(int flags, Authenticator authenticator) {
    boolean anonymous = (flags & ANONYMOUS) != 0;
    boolean optional = (flags & SASL_OPTIONAL) != 0;
    boolean passwords = (flags & PASSWORDS) != 0 || !anonymous && !optional;
    return new SaslServerNegotiation(
        new SaslServerSettings(anonymous, passwords ? authenticator : null, optional));
  }

  private static byte[] step(int kind, ByteBuf script) {
    int length = script.readableBytes() < 2 ? 0 : script.readUnsignedShort();
    byte[] given = new byte[Math.min(length, script.readableBytes())];
    script.readBytes(given);
    byte[] text = new String(given, ISO_8859_1).replace("$P", PASSWORD).getBytes(ISO_8859_1);
    return switch (kind % (RAW + 1)) {
      case PLAIN -> init("PLAIN", Binary.wrap(text));
      case PLAIN_WITHOUT_RESPONSE -> init("PLAIN", null);
      case INIT_ANONYMOUS -> init("ANONYMOUS", Binary.wrap(text));
      case OTHER_MECHANISM -> init(new String(text, ISO_8859_1).replaceAll("[^!-~]", "?"), null);
      case RESPONSE -> SaslScript.frame(new SaslResponse(Binary.wrap(text)));
      default -> text;
    };
  }

  private static byte[] init(String mechanism, Binary response) {
    return SaslScript.frame(new SaslInit(Symbol.of(mechanism), response, null));
  }

  private static byte[] feed(SaslServerNegotiation negotiation, byte[] octets, boolean inPieces) {
    if (!inPieces) {
      return SaslScript.feed(negotiation, octets);
    }
    byte[] said = {};
    for (int i = 0; i < octets.length; i += PIECE_OCTETS) {
      int end = Math.min(i + PIECE_OCTETS, octets.length);
      byte[] piece = Arrays.copyOfRange(octets, i, end);
      said = SaslScript.join(said, SaslScript.feed(negotiation, piece));
    }
    return said;
  }

  private static void judge(
      SaslServerNegotiation negotiation, int flags, Authenticator authenticator) {
    SaslStatus status = negotiation.status();
    if (status == SaslStatus.SUCCEEDED) {
      boolean strangers = (flags & (ANONYMOUS | SASL_OPTIONAL)) != 0;
      String user = authenticator.knew ? USER : null;
      if (!authenticator.knew && !strangers || !Objects.equals(negotiation.user(), user)) {
        throw new AssertionError("a stranger came in as " + negotiation.user());
      }
      return;
    }
    if (status != SaslStatus.FAILED) {
      throw new AssertionError("ends " + status);
    }
    String message = String.valueOf(negotiation.failure().getMessage());
    if (message.length() > MAX_MESSAGE_CHARS
        || message.contains(PASSWORD) && !authenticator.user.contains(PASSWORD)
        || message.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("fails with the message " + message);
    }
  }

  /** Knows one user; what it was asked last. */
  private static final class Authenticator implements PasswordAuthenticator {

    private String user = "";
    private boolean knew;

    @Override
    public boolean authenticate(String name, char[] password) {
      user = name;
      if (name.equals(TROUBLE)) {
        throw new IllegalStateException("nobody has " + new String(password));
      }
      knew = name.equals(USER) && Arrays.equals(password, PASSWORD.toCharArray());
      return knew;
    }
  }
}
