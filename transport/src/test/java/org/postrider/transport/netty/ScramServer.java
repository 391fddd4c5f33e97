// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static com.ongres.scram.common.StringPreparation.SASL_PREPARATION;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.util.Base64;
import org.postrider.codec.value.Binary;

/** The server's side of one SCRAM exchange, for a scripted peer. Confined to the peer's thread. */
final class ScramServer {

  private static final byte[] SALT = "salt of the test".getBytes(UTF_8);
  private static final int ITERATIONS = 4096;

  private final ScramMechanism mechanism = ScramMechanism.byName("SCRAM-SHA-256");
  private final byte[] serverKey;
  private final byte[] storedKey;
  private String clientFirst = "";
  private String serverFirst = "";

  ScramServer(String password) {
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
    clientFirst = text(message).substring("n,,".length());
    String nonce = clientFirst.substring(clientFirst.indexOf(",r=") + 3);
    serverFirst =
        "r=" + nonce + "server,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
    return binary(serverFirst);
  }

  /** Checks the client's proof; gives the server's. */
  Binary last(Binary message) {
    String clientFinal = text(message);
    int proofAt = clientFinal.indexOf(",p=");
    String authMessage = clientFirst + "," + serverFirst + "," + clientFinal.substring(0, proofAt);
    byte[] proof = Base64.getDecoder().decode(clientFinal.substring(proofAt + 3));
    if (!ScramFunctions.verifyClientProof(mechanism, proof, storedKey, authMessage)) {
      throw new AssertionError("the client's proof is wrong");
    }
    byte[] signature = ScramFunctions.serverSignature(mechanism, serverKey, authMessage);
    return binary("v=" + Base64.getEncoder().encodeToString(signature));
  }
}
