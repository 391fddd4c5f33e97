// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;

/**
 * A bearer token: OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2.
 *
 * <p>Confined to its negotiation. A server that refuses says why in a challenge, as JSON; the
 * answer to it says nothing, and the outcome follows.
 */
final class BearerMechanism implements SaslMechanism {

  private static final String END = "\u0001";

  private final SaslContext context;
  private final boolean standard;
  private @Nullable String refusal;

  private BearerMechanism(SaslContext context, boolean standard) {
    this.context = context;
    this.standard = standard;
  }

  static BearerMechanism oauthBearer(SaslContext context) {
    return new BearerMechanism(context, true);
  }

  static BearerMechanism xoauth2(SaslContext context) {
    return new BearerMechanism(context, false);
  }

  @Override
  public byte[] initialResponse() {
    Credentials credentials = context.credentials();
    String user = credentials.user();
    SecretText text = new SecretText();
    if (!standard) {
      text.add("user=").add(Objects.requireNonNullElse(user, "")).add(END);
    } else {
      // RFC 5801, 4: the header of GSS-API mechanisms, without channel binding.
      text.add(user == null ? "n,," : "n,a=" + saslName(user) + ",").add(END);
      if (context.hostname() != null) {
        text.add("host=" + context.hostname() + END);
      }
      text.add("port=" + context.wire().port() + END);
    }
    return text.add("auth=Bearer ").addSecret(credentials).add(END).add(END).takeUtf8();
  }

  private static String saslName(String user) {
    return user.replace("=", "=3D").replace(",", "=2C");
  }

  @Override
  public byte[] respond(byte[] challenge) {
    if (challenge.length > 0) {
      refusal = Shown.of(masked(new String(challenge, StandardCharsets.UTF_8)));
    }
    // RFC 7628, 3.2.3: the dummy answer to an error.
    return standard ? new byte[] {1} : new byte[0];
  }

  /** Some servers repeat the token that they do not take. */
  private String masked(String text) {
    char[] token = context.credentials().copySecret();
    String masked = token == null ? text : Printable.masking(text, new String(token));
    SecretText.wipe(token);
    return masked;
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    if (refusal != null) {
      throw new MechanismException("the server said ok to a token that it had refused: " + refusal);
    }
  }

  @Override
  public @Nullable String refusal() {
    return refusal;
  }

  /** Whether the secret can stand in a message of XOAUTH2 or OAUTHBEARER (RFC 6750, 2.1). */
  static boolean isToken(char @Nullable [] secret) {
    if (secret == null || secret.length == 0) {
      return false;
    }
    boolean token = true;
    for (char c : secret) {
      token &= c >= 0x20 && c < 0x7F;
    }
    SecretText.wipe(secret);
    return token;
  }
}
