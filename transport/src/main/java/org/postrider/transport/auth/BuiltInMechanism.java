// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.sasl.SaslMechanismFactory;

/**
 * One of the mechanisms that we bring: a row of the table of them.
 *
 * <p>Immutable.
 *
 * @param name the mechanism's
 * @param strength as {@link SaslMechanismFactory#strength} lists it
 * @param traits what is special about it
 * @param rule says why it cannot be used
 * @param maker begins a negotiation
 */
record BuiltInMechanism(
    String name,
    int strength,
    Set<Trait> traits,
    Rule rule,
    Function<SaslContext, SaslMechanism> maker)
    implements SaslMechanismFactory {

  /** What is special about a mechanism. */
  enum Trait {
    EXPOSES_SECRET,
    ONLY_WHEN_NAMED,
    MAY_BLOCK
  }

  /** Says why a mechanism cannot be used here; null if it can. */
  interface Rule {
    @Nullable String objection(SaslContext context);
  }

  /** Strongest first. A new mechanism is a new row, at the place that its strength gives it. */
  static final List<BuiltInMechanism> TABLE =
      Stream.of(
              row("EXTERNAL", 100, BuiltInMechanism::external, context -> new SilentMechanism()),
              scram("SCRAM-SHA-512-PLUS", 92),
              scram("SCRAM-SHA-256-PLUS", 91),
              scram("SCRAM-SHA-1-PLUS", 90),
              scram("SCRAM-SHA-512", 82),
              scram("SCRAM-SHA-256", 81),
              scram("SCRAM-SHA-1", 80),
              row(GssapiMechanism.NAME, 70, context -> null, GssapiMechanism::new)
                  .with(Trait.ONLY_WHEN_NAMED, Trait.MAY_BLOCK),
              row(
                  CramMd5Mechanism.NAME,
                  50,
                  context -> password(context, CramMd5Mechanism.NAME),
                  CramMd5Mechanism::new),
              row(
                      "OAUTHBEARER",
                      40,
                      context -> token(context, "OAUTHBEARER", false),
                      BearerMechanism::oauthBearer)
                  .with(Trait.EXPOSES_SECRET),
              row(
                      "PLAIN",
                      30,
                      context -> password(context, "PLAIN"),
                      context -> new PlainMechanism(context.credentials()))
                  .with(Trait.EXPOSES_SECRET),
              row(
                      "XOAUTH2",
                      20,
                      context -> token(context, "XOAUTH2", true),
                      BearerMechanism::xoauth2)
                  .with(Trait.EXPOSES_SECRET),
              row("ANONYMOUS", 0, BuiltInMechanism::anonymous, context -> new SilentMechanism()))
          .toList();

  private static BuiltInMechanism row(
      String name, int strength, Rule rule, Function<SaslContext, SaslMechanism> maker) {
    return new BuiltInMechanism(name, strength, Set.of(), rule, maker);
  }

  private static BuiltInMechanism scram(String name, int strength) {
    return row(
            name,
            strength,
            context -> ScramMechanism.isPlus(name) ? plus(context, name) : password(context, name),
            context -> ScramMechanism.create(name, context, null))
        .with(Trait.MAY_BLOCK);
  }

  private BuiltInMechanism with(Trait... more) {
    return new BuiltInMechanism(name, strength, Set.of(more), rule, maker);
  }

  private static @Nullable String external(SaslContext context) {
    return context.wire().clientCertificate() ? null : "needs TLS with a client certificate";
  }

  private static @Nullable String plus(SaslContext context, String name) {
    boolean bound = ServerEndPoint.of(context.wire().serverCertificate()).length > 0;
    return bound ? password(context, name) : "needs TLS and the server's certificate to bind to";
  }

  private static @Nullable String password(SaslContext context, String name) {
    Credentials credentials = context.credentials();
    if (!credentials.hasSecret() || credentials.user() == null && !credentials.isToken()) {
      return "needs a user and a password";
    }
    if (!credentials.isToken() || context.names(name)) {
      return null;
    }
    return "would take the token for a password, which it does only where it is named";
  }

  private static @Nullable String token(SaslContext context, String name, boolean orPassword) {
    Credentials credentials = context.credentials();
    if (!credentials.isToken() && !orPassword && !context.names(name)) {
      return "needs a token; a password is taken for one only where it is named";
    }
    if (!credentials.isToken() && credentials.user() == null) {
      return "needs a user and a token";
    }
    return BearerMechanism.isToken(credentials.copySecret())
        ? null
        : "needs a token of printable ASCII characters";
  }

  private static @Nullable String anonymous(SaslContext context) {
    return context.credentials().isEmpty() || context.names("ANONYMOUS")
        ? null
        : "not used in place of the given credentials unless it is named";
  }

  @Override
  public @Nullable String objection(SaslContext context) {
    return rule.objection(context);
  }

  @Override
  public SaslMechanism create(SaslContext context) {
    return maker.apply(context);
  }

  @Override
  public boolean exposesSecret() {
    return traits.contains(Trait.EXPOSES_SECRET);
  }

  @Override
  public boolean onlyWhenNamed() {
    return traits.contains(Trait.ONLY_WHEN_NAMED);
  }

  @Override
  public boolean mayBlock() {
    return traits.contains(Trait.MAY_BLOCK);
  }
}
