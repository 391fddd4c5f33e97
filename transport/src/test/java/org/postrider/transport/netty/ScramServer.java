// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static com.ongres.scram.common.StringPreparation.SASL_PREPARATION;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;

/** The server's side of one SCRAM exchange, for a scripted peer. Confined to the peer's thread. */
final class ScramServer {

  private static final byte[] SALT = "salt of the test".getBytes(UTF_8);
  private static final int ITERATIONS = 4096;

  private final ScramMechanism mechanism = ScramMechanism.byName("SCRAM-SHA-256");
  private final byte[] serverKey;
  private final byte[] storedKey;
  private final byte @Nullable [] binding;
  private String header = "";
  private String clientFirst = "";
  private String serverFirst = "";

  /** A server that cannot bind to the channel. */
  ScramServer(String password) {
    this(password, null);
  }

  /** A server that can: {@code binding} is what it holds for {@code tls-server-end-point}. */
  ScramServer(String password, byte @Nullable [] binding) {
    this.binding = binding;
    byte[] salted =
        ScramFunctions.saltedPassword(
            mechanism, SASL_PREPARATION, password.toCharArray(), SALT, ITERATIONS);
    serverKey = ScramFunctions.serverKey(mechanism, salted);
    storedKey = ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
  }

  private static String text(Binary octets) {
    return new String(octets.toByteArray(), UTF_8);
  }

  static Binary binary(String text) {
    return Binary.wrap(text.getBytes(UTF_8));
  }

  /** The client's nonce, with another behind it. */
  Binary first(Binary message) {
    String text = text(message);
    int headerEnd = text.indexOf(',', text.indexOf(',') + 1) + 1;
    header = text.substring(0, headerEnd);
    clientFirst = text.substring(headerEnd);
    String nonce = clientFirst.substring(clientFirst.indexOf(",r=") + 3);
    serverFirst =
        "r=" + nonce + "server,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
    return binary(serverFirst);
  }

  /** Checks the client's proof and its binding; gives the server's proof, or its error. */
  Binary last(Binary message) {
    String clientFinal = text(message);
    if (binding != null && header.startsWith("y")) {
      return binary("e=server-does-support-channel-binding");
    }
    byte[] bound = Base64.getDecoder().decode(clientFinal.substring(2, clientFinal.indexOf(",r=")));
    if (!Arrays.equals(bound, expectedBinding())) {
      return binary("e=channel-bindings-dont-match");
    }
    int proofAt = clientFinal.indexOf(",p=");
    String authMessage = clientFirst + "," + serverFirst + "," + clientFinal.substring(0, proofAt);
    byte[] proof = Base64.getDecoder().decode(clientFinal.substring(proofAt + 3));
    if (!ScramFunctions.verifyClientProof(mechanism, proof, storedKey, authMessage)) {
      throw new AssertionError("the client's proof is wrong");
    }
    byte[] signature = ScramFunctions.serverSignature(mechanism, serverKey, authMessage);
    return binary("v=" + Base64.getEncoder().encodeToString(signature));
  }

  private byte[] expectedBinding() {
    byte[] flags = header.getBytes(UTF_8);
    if (binding == null || !header.startsWith("p=tls-server-end-point,")) {
      return flags;
    }
    byte[] expected = Arrays.copyOf(flags, flags.length + binding.length);
    System.arraycopy(binding, 0, expected, flags.length, binding.length);
    return expected;
  }
}
