// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import com.ongres.scram.common.exception.ScramServerErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;

/**
 * SCRAM: both sides prove that they know the password, and nobody says it (RFC 5802, 7677).
 *
 * <p>Confined to its negotiation. The messages are made and checked by the SCRAM library; here are
 * their order, the limits, and that no server gets by without its proof.
 */
final class ScramMechanism implements SaslMechanism {

  /** RFC 7677, 4: fewer make a stolen exchange too easy to search for the password. */
  static final int MIN_ITERATIONS = 4096;

  /** A second or two of one processor; a server must not get more out of us. */
  static final int MAX_ITERATIONS = 1_000_000;

  /** RFC 5802, 7; what is of another form must not get to the library, which has Errors for it. */
  private static final Pattern SERVER_FIRST =
      Pattern.compile("r=[!-+\\--~]++,s=[A-Za-z0-9+/]++={0,2},i=[0-9]{1,10}(,.*)?");

  private static final Pattern SERVER_FINAL =
      Pattern.compile("(v=[A-Za-z0-9+/]++={0,2}|e=[a-z-]{1,100})(,.*)?");

  private enum Step {
    SERVER_FIRST,
    SERVER_FINAL,
    VERIFIED
  }

  private final ScramClient client;
  private Step step = Step.SERVER_FIRST;

  private ScramMechanism(ScramClient client) {
    this.client = client;
  }

  /**
   * A negotiation.
   *
   * @param name a SCRAM mechanism's
   * @param nonce makes the client's; null for a random one
   */
  static ScramMechanism create(String name, SaslContext context, @Nullable Supplier<String> nonce) {
    Credentials credentials = context.credentials();
    char[] password = SecretText.require(credentials);
    try {
      var builder =
          ScramClient.builder()
              .advertisedMechanisms(List.of(name))
              .username(Objects.requireNonNullElse(credentials.user(), ""))
              .password(password);
      byte[] endpoint = ServerEndPoint.of(context.wire().serverCertificate());
      if (endpoint.length > 0 && (isPlus(name) || namesPlus(context))) {
        // Without -PLUS this says "I could": a server that could as well has been tampered with.
        // RFC 5802, 6 wants that of all who could, but Qpid Broker-J refuses it; and where -PLUS is
        // not named, who can tamper with the offer can as well offer PLAIN alone.
        builder.channelBinding(ServerEndPoint.TYPE, endpoint);
      }
      if (nonce != null) {
        builder.nonceSupplier(nonce);
      }
      return new ScramMechanism(builder.build());
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static boolean namesPlus(SaslContext context) {
    return context.allowed().stream().anyMatch(ScramMechanism::isPlus);
  }

  static boolean isPlus(String name) {
    return name.endsWith("-PLUS");
  }

  @Override
  public byte[] initialResponse() {
    try {
      return utf8(client.clientFirstMessage().toString());
    } catch (IllegalArgumentException e) {
      // Its words may hold the name.
      throw new MechanismException("the user's name holds characters that SASLprep forbids");
    }
  }

  @Override
  public byte[] respond(byte[] challenge) {
    return switch (step) {
      case SERVER_FIRST -> {
        step = Step.SERVER_FINAL;
        yield clientFinal(challenge);
      }
      case SERVER_FINAL -> {
        verify(challenge);
        yield new byte[0];
      }
      case VERIFIED ->
          throw new MechanismException("the server went on after it had proved itself");
    };
  }

  private byte[] clientFinal(byte[] challenge) {
    int iterations = serverFirst(challenge).getIterationCount();
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new MechanismException(
          "the server asks for "
              + iterations
              + " iterations, which must be "
              + MIN_ITERATIONS
              + " to "
              + MAX_ITERATIONS);
    }
    try {
      return utf8(client.clientFinalMessage().toString());
    } catch (IllegalArgumentException e) {
      throw new MechanismException(
          "the salt is malformed, or the password holds characters that SASLprep forbids");
    }
  }

  private ServerFirstMessage serverFirst(byte[] challenge) {
    try {
      return client.serverFirstMessage(text(challenge, SERVER_FIRST));
    } catch (ScramException | IllegalArgumentException e) {
      throw new MechanismException(
          "the server's first message is malformed or answers another nonce: " + words(e));
    }
  }

  private void verify(byte[] serverFinal) {
    try {
      client.serverFinalMessage(text(serverFinal, SERVER_FINAL));
      step = Step.VERIFIED;
    } catch (ScramInvalidServerSignatureException e) {
      throw new MechanismException(
          "the server's signature is wrong: it does not know the password, or somebody stands"
              + " between");
    } catch (ScramServerErrorException e) {
      throw new MechanismException("the server refuses: " + words(e) + meaning(serverFinal));
    } catch (ScramException | IllegalArgumentException e) {
      throw new MechanismException("the server's last message is malformed: " + words(e));
    }
  }

  /** RFC 5802, 7: what these two of the server's errors mean to whom it may concern. */
  private static String meaning(byte[] serverFinal) {
    String error = new String(serverFinal, StandardCharsets.UTF_8);
    if (error.startsWith("e=server-does-support-channel-binding")) {
      return "; it has -PLUS mechanisms, which it seemed not to offer: its offer was tampered with,"
          + " or not all of them are allowed here";
    }
    return error.startsWith("e=channel-bindings-dont-match")
        ? "; it has another certificate than the one shown here: somebody stands between"
        : "";
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    if (step == Step.SERVER_FINAL && additionalData != null && additionalData.length > 0) {
      verify(additionalData);
    }
    if (step != Step.VERIFIED) {
      throw new MechanismException(
          "the server said ok without its signature: it has not proved that it knows the password");
    }
  }

  private static byte[] utf8(String message) {
    return message.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] message, Pattern form) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException("it is '" + Shown.of(message) + "'");
    }
    return text;
  }

  private static String words(Exception e) {
    return Shown.of(String.valueOf(e.getMessage()));
  }
}
