// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.sasl.SaslMechanismFactory;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice among what the server offers, the options allow, and the credentials and the
 * connection fit: the strongest by our own order.
 *
 * <p>Immutable.
 *
 * @param name the mechanism's
 * @param mechanism its client side
 */
record MechanismChoice(Symbol name, SaslMechanism mechanism) {

  private static final Logger LOG = LoggerFactory.getLogger(MechanismChoice.class);

  /**
   * The strongest mechanism that is offered, allowed and usable.
   *
   * @throws AuthenticationException if there is none; it says why for each
   */
  static MechanismChoice choose(
      MechanismCatalog catalog, SaslContext context, InClear inClear, List<Symbol> offered) {
    List<String> objections = new ArrayList<>();
    for (SaslMechanismFactory factory : catalog.strongestFirst()) {
      Symbol name = offered(factory, offered);
      if (name == null) {
        continue;
      }
      String objection = objection(factory, context, inClear);
      if (objection == null) {
        warn(factory, context);
        return new MechanismChoice(name, factory.create(context));
      }
      objections.add(factory.name());
      objections.add(objection);
    }
    StringBuilder message =
        new StringBuilder("no usable SASL mechanism: the server offers ")
            .append(Shown.of(offered))
            .append(", the client knows ")
            .append(catalog.names());
    for (int i = 0; i < objections.size(); i += 2) {
      message.append("; ").append(objections.get(i)).append(": ").append(objections.get(i + 1));
    }
    throw AuthenticationException.of(Reason.NO_MECHANISM, message.toString(), offered);
  }

  /** A mechanism's name as it is offered, or null. */
  private static @Nullable Symbol offered(SaslMechanismFactory factory, List<Symbol> offered) {
    String name = factory.name();
    for (int i = 0; i < offered.size(); i++) {
      if (name.equals(offered.get(i).toString())) {
        return offered.get(i);
      }
    }
    return null;
  }

  /** It is allowed, which whoever reads the log should know. */
  private static void warn(SaslMechanismFactory factory, SaslContext context) {
    if (isExposing(factory, context)) {
      LOG.warn(
          "{} sends the password or token to {}, unencrypted, or as an unencrypted connection said",
          factory.name(),
          context.wire().host());
    }
  }

  private static boolean isExposing(SaslMechanismFactory factory, SaslContext context) {
    return factory.exposesSecret() && context.wire().security() == WireSecurity.CLEAR;
  }

  /** Whether a mechanism that may take a while could be chosen. */
  static boolean mayBlock(MechanismCatalog catalog, List<String> allowed, List<Symbol> offered) {
    for (SaslMechanismFactory factory : catalog.strongestFirst()) {
      if (offered(factory, offered) != null
          && factory.mayBlock()
          && (allowed.isEmpty() ? !factory.onlyWhenNamed() : allowed.contains(factory.name()))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String objection(
      SaslMechanismFactory factory, SaslContext context, InClear inClear) {
    boolean named = context.names(factory.name());
    if (!context.allowed().isEmpty() && !named) {
      return "not among the allowed " + context.allowed();
    }
    if (factory.onlyWhenNamed() && !named) {
      return "used only where amqp.saslMechanisms or allowedMechanisms names it";
    }
    String objection = factory.objection(context);
    if (objection == null && isExposing(factory, context) && !inClear.allows(named)) {
      return "would send the password or token unencrypted to another host, or to one that an"
          + " unencrypted connection has named; use TLS, or allow it by"
          + " naming "
          + factory.name()
          + " in amqp.saslMechanisms (allowedMechanisms), or with"
          + " amqp.allowInsecureMechanisms=true (allowInsecureMechanisms)"
          + (named ? ", for all servers: it is named for another one only" : "");
    }
    return objection;
  }
}
