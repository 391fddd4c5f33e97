// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.Subject;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.transport.auth.CramMd5Mechanism.Answers;

/**
 * GSSAPI: Kerberos, both ways, without a security layer (RFC 4752). The JDK's own does it.
 *
 * <p>Confined to its negotiation, one thread at a time. Every step but the last may block.
 */
final class GssapiMechanism implements SaslMechanism {

  static final String NAME = "GSSAPI";

  private static final Map<String, String> PROPERTIES =
      Map.of(Sasl.SERVER_AUTH, "true", Sasl.QOP, "auth");

  private final SaslContext context;
  private @Nullable KerberosLogin login;
  private @Nullable SaslClient client;

  GssapiMechanism(SaslContext context) {
    this.context = context;
  }

  @Override
  public byte @Nullable [] initialResponse() {
    KerberosLogin fresh = KerberosLogin.of(context);
    login = fresh;
    return as(
        fresh.subject(),
        () -> {
          SaslClient made = createClient();
          client = made;
          return made.hasInitialResponse() ? made.evaluateChallenge(new byte[0]) : null;
        });
  }

  private SaslClient createClient() throws SaslException {
    Map<String, String> options = context.options();
    String server = options.getOrDefault("serverName", context.wire().host());
    SaslClient made =
        Sasl.createSaslClient(
            new String[] {NAME},
            null,
            options.getOrDefault("protocol", "amqp"),
            server,
            PROPERTIES,
            new Answers(context.credentials()));
    if (made == null) {
      throw new MechanismException("this Java runtime does not have it (module jdk.security.jgss)");
    }
    return made;
  }

  @Override
  public byte[] respond(byte[] challenge) {
    KerberosLogin current = Objects.requireNonNull(login);
    SaslClient begun = Objects.requireNonNull(client);
    if (begun.isComplete()) {
      throw new MechanismException("the server went on after the exchange was complete");
    }
    byte[] response = as(current.subject(), () -> begun.evaluateChallenge(challenge));
    return response == null ? new byte[0] : response;
  }

  private byte @Nullable [] as(Subject subject, PrivilegedExceptionAction<byte @Nullable []> step) {
    try {
      return Subject.doAs(subject, step);
    } catch (PrivilegedActionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw AuthenticationException.unusable(
          "GSSAPI: " + KerberosLogin.words(cause), cause, !KerberosLogin.isPassing(cause));
    }
  }

  @Override
  public void complete(byte @Nullable [] additionalData) {
    if (client == null || !client.isComplete()) {
      throw new MechanismException("the server said ok before it had proved who it is");
    }
  }

  @Override
  public void dispose() {
    try {
      if (client != null) {
        client.dispose();
      }
    } catch (SaslException e) {
      // It is of no more use anyway.
      return;
    } finally {
      if (login != null) {
        login.logout();
      }
    }
  }
}
