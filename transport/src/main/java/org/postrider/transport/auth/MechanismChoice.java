// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.transport.auth.AuthenticationException.Reason;

/**
 * The mechanisms that we know, strongest first, and the choice among them.
 *
 * <p>Immutable. The order is ours: a server, or somebody between, cannot make us take a weaker
 * mechanism by the order of its offer.
 *
 * @param name the mechanism's
 * @param mechanism its client side
 */
record MechanismChoice(Symbol name, SaslMechanism mechanism) {

  /** More of an offer is not shown. */
  private static final int SHOWN_MECHANISMS = 16;

  private static final int SHOWN_NAME_CHARS = 40;

  /** Says why a mechanism cannot be used here; null if it can. */
  private interface Objection {
    @Nullable String to(SaslClientSettings settings, WireSecurity wire);
  }

  private record Row(
      String name, Objection objection, Function<SaslClientSettings, SaslMechanism> factory) {}

  /** A new mechanism is a new row, at the place that its strength gives it. */
  private static final List<Row> STRONGEST_FIRST =
      List.of(
          new Row(
              "PLAIN",
              MechanismChoice::objectionToPlain,
              settings -> new PlainMechanism(settings.credentials())),
          new Row(
              "ANONYMOUS",
              MechanismChoice::objectionToAnonymous,
              settings -> new AnonymousMechanism()));

  /**
   * The strongest mechanism that is offered, allowed and usable.
   *
   * @throws AuthenticationException if there is none; it says why for each
   */
  static MechanismChoice choose(
      SaslClientSettings settings, WireSecurity wire, List<Symbol> offered) {
    StringBuilder objections = new StringBuilder();
    for (Row row : STRONGEST_FIRST) {
      Symbol name = Symbol.of(row.name());
      if (!offered.contains(name)) {
        continue;
      }
      String objection = objection(row, settings, wire);
      if (objection == null) {
        return new MechanismChoice(name, row.factory().apply(settings));
      }
      objections.append("; ").append(row.name()).append(": ").append(objection);
    }
    String message =
        "no usable SASL mechanism: the server offers "
            + text(offered)
            + ", the client knows "
            + STRONGEST_FIRST.stream().map(Row::name).toList()
            + objections;
    throw AuthenticationException.of(Reason.NO_MECHANISM, message, offered);
  }

  private static @Nullable String objection(
      Row row, SaslClientSettings settings, WireSecurity wire) {
    if (!settings.mechanisms().isEmpty() && !settings.names(row.name())) {
      return "not among the allowed " + settings.mechanisms();
    }
    return row.objection().to(settings, wire);
  }

  private static @Nullable String objectionToPlain(SaslClientSettings settings, WireSecurity wire) {
    if (!settings.credentials().isComplete()) {
      return "needs a user and a password";
    }
    if (wire == WireSecurity.CLEAR
        && !settings.allowInsecureMechanisms()
        && !settings.names("PLAIN")) {
      return "would send the password unencrypted to another host; use TLS, or allow it by"
          + " naming PLAIN in amqp.saslMechanisms or with amqp.allowInsecureMechanisms=true";
    }
    return null;
  }

  private static @Nullable String objectionToAnonymous(
      SaslClientSettings settings, WireSecurity wire) {
    if (!settings.credentials().isEmpty() && !settings.names("ANONYMOUS")) {
      return "not used in place of the given credentials unless amqp.saslMechanisms names it";
    }
    return null;
  }

  /** An offer as a person may see it: bounded, and without control characters. */
  static String text(List<Symbol> offered) {
    List<String> shown =
        offered.stream()
            .limit(SHOWN_MECHANISMS)
            .map(name -> name.toString().replaceAll("[^\\x21-\\x7E]", "?"))
            .map(name -> name.substring(0, Math.min(name.length(), SHOWN_NAME_CHARS)))
            .toList();
    return shown + (shown.size() < offered.size() ? " and more" : "");
  }
}
