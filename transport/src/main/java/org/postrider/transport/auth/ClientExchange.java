// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.sasl.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client says in its negotiation: whose credentials, by which mechanism, which answers.
 *
 * <p>Used by one thread at a time: {@link #begin} and {@link #respond} may run on a thread that may
 * wait, and nothing else but {@link #work} is called meanwhile.
 */
final class ClientExchange {

  private static final Logger LOG = LoggerFactory.getLogger(ClientExchange.class);

  private final SaslClientSettings settings;
  private final Wire wire;
  private List<Symbol> offered = List.of();
  private Credentials credentials = Credentials.none();
  private @Nullable MechanismChoice chosen;

  /** Read by another thread. */
  private volatile String work = "its turn among the log-ins to this host";

  ClientExchange(SaslClientSettings settings, Wire wire) {
    this.settings = settings;
    this.wire = wire;
  }

  /** Takes the server's offer; whether what is to be done of it may take a while. */
  boolean offered(List<Symbol> mechanisms) {
    offered = mechanisms;
    return settings.source().mayBlock()
        || MechanismChoice.mayBlock(MechanismCatalog.INSTANCE, settings.mechanisms(), mechanisms);
  }

  List<Symbol> offered() {
    return offered;
  }

  /** Obtains the credentials and chooses; gives the initial response. */
  byte @Nullable [] begin() {
    if (settings.source().mayBlock()) {
      work = "the credentials provider";
    }
    credentials = settings.source().obtain(wire);
    work = "a SASL mechanism";
    SaslContext context =
        new SaslContext(
            credentials, wire, settings.hostname(), settings.mechanisms(), settings.options());
    MechanismChoice choice =
        MechanismChoice.choose(MechanismCatalog.INSTANCE, context, settings.inClear(), offered);
    chosen = choice;
    String name = choice.name().toString();
    work = name.equals(GssapiMechanism.NAME) ? "Kerberos (GSSAPI)" : "this end's part of " + name;
    return choice.mechanism().initialResponse();
  }

  /** What a step that may take a while waits for. */
  String work() {
    return work;
  }

  Symbol mechanismName() {
    return choice().name();
  }

  byte[] respond(byte[] challenge) {
    return mechanism().respond(challenge);
  }

  /** The server said ok. */
  void complete(byte @Nullable [] additionalData) {
    mechanism().complete(additionalData);
    settings.source().accepted();
  }

  private SaslMechanism mechanism() {
    return choice().mechanism();
  }

  private MechanismChoice choice() {
    if (chosen == null) {
      throw new DecodeException("SASL exchange before a mechanism was chosen");
    }
    return chosen;
  }

  /** The server refused. */
  AuthenticationException refused(SaslCode code) {
    boolean last = code != SaslCode.AUTH || settings.source().refused(credentials);
    return AuthenticationException.refused(code, refusal(code), offered, !last);
  }

  private String refusal(SaslCode code) {
    String what =
        switch (code) {
          case OK, AUTH -> "the credentials are wrong, or this user may not connect";
          case SYS -> "a system error of the server";
          case SYS_PERM -> "a system error of the server that will not go away by itself";
          case SYS_TEMP -> "a passing system error of the server; try again later";
        };
    String user = credentials.user();
    String said = chosen == null ? null : chosen.mechanism().refusal();
    return "the server refused "
        + (user != null
            ? "the user '" + Shown.user(user) + "'"
            : credentials.isEmpty() ? who() : "the token")
        + " by "
        + name()
        + ": "
        + what
        + (said == null ? "" : "; it says " + said)
        + " (sasl-code "
        + code.ordinal()
        + "); it offers "
        + Shown.of(offered);
  }

  private String who() {
    return chosen == null || chosen.name().toString().equals("ANONYMOUS")
        ? "the anonymous user"
        : "the client";
  }

  /** The mechanism's name, for people. */
  String name() {
    return chosen == null ? "SASL" : chosen.name().toString();
  }

  @Nullable String user() {
    return credentials.user();
  }

  void dispose() {
    try {
      if (chosen != null) {
        chosen.mechanism().dispose();
      }
    } catch (RuntimeException e) {
      LOG.debug("a SASL mechanism could not be disposed of", e);
    }
  }
}
