// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;

/**
 * CRAM-MD5: the client proves that it knows the password, the server proves nothing (RFC 2195). The
 * JDK's own does it.
 *
 * <p>Confined to its negotiation.
 */
final class CramMd5Mechanism implements SaslMechanism {

  static final String NAME = "CRAM-MD5";

  private final SaslClient client;

  CramMd5Mechanism(SaslContext context) {
    try {
      SaslClient made =
          Sasl.createSaslClient(
              new String[] {NAME},
              null,
              "amqp",
              context.wire().host(),
              Map.of(),
              new Answers(context.credentials()));
      if (made == null) {
        throw new MechanismException("this Java runtime does not have it");
      }
      client = made;
    } catch (SaslException e) {
      throw new MechanismException("cannot begin: " + Shown.of(String.valueOf(e.getMessage())), e);
    }
  }

  /** None, which is not the same as an empty one. */
  @Override
  public byte @Nullable [] initialResponse() {
    return null;
  }

  @Override
  public byte[] respond(byte[] challenge) {
    if (client.isComplete()) {
      throw new MechanismException("the server challenges a second time");
    }
    try {
      return Objects.requireNonNullElse(client.evaluateChallenge(challenge), new byte[0]);
    } catch (SaslException e) {
      throw new MechanismException(
          "the challenge is refused: " + Shown.of(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    if (!client.isComplete()) {
      throw new MechanismException("the server said ok without a challenge");
    }
  }

  @Override
  public void dispose() {
    try {
      client.dispose();
    } catch (SaslException e) {
      // It is of no more use anyway.
      return;
    }
  }

  /** What the JDK's mechanisms ask for. Thread-safe. */
  record Answers(Credentials credentials) implements CallbackHandler {

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
      for (Callback callback : callbacks) {
        if (callback instanceof NameCallback name) {
          name.setName(credentials.user());
        } else if (callback instanceof PasswordCallback password) {
          char[] secret = credentials.copySecret();
          password.setPassword(secret);
          if (secret != null) {
            Arrays.fill(secret, '\0');
          }
        } else {
          throw new UnsupportedCallbackException(callback);
        }
      }
    }
  }
}
