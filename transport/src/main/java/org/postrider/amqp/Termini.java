// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * The sources and targets that links ask for and grant.
 *
 * <p>Stateless.
 */
final class Termini {

  private Termini() {}

  /** The source that a receiver asks for. */
  static Source wanted(@Nullable String address, ReceiverOptions options) {
    OptionValues values = options.values();
    boolean dynamic = values.get(ReceiverOptions.DYNAMIC);
    boolean durable = values.get(ReceiverOptions.DURABLE_SUBSCRIPTION);
    // AMQP 3.5.6: a subscription that outlives its link must never expire, or it ends with it.
    Symbol expiry = durable ? ExpiryPolicy.NEVER : ExpiryPolicy.SESSION_END;
    return new Source(
        address,
        durable ? TerminusDurability.UNSETTLED_STATE : TerminusDurability.NONE,
        expiry,
        0,
        dynamic,
        Map.of(),
        values.get(ReceiverOptions.BROWSE) ? Source.COPY : null,
        options.filters(),
        // What a transaction that rolls back has settled shall count as a failed attempt.
        Modified.FAILED,
        Source.ALL_OUTCOMES,
        values.get(ReceiverOptions.SOURCE_CAPABILITIES));
  }

  /** The target that a sender asks for. */
  static Target wanted(@Nullable String address, SenderOptions options) {
    OptionValues values = options.values();
    boolean dynamic = values.get(SenderOptions.DYNAMIC);
    List<Symbol> capabilities = values.get(SenderOptions.TARGET_CAPABILITIES);
    return new Target(
        address,
        TerminusDurability.NONE,
        ExpiryPolicy.SESSION_END,
        0,
        dynamic,
        Map.of(),
        capabilities);
  }

  /** A source that is granted at an address. */
  static Source at(Source asked, String address) {
    return new Source(
        address,
        asked.durable(),
        asked.expiryPolicy(),
        asked.timeout(),
        asked.dynamic(),
        asked.dynamicNodeProperties(),
        asked.distributionMode(),
        asked.filter(),
        asked.defaultOutcome(),
        asked.outcomes(),
        asked.capabilities());
  }

  /** A target that is granted at an address. */
  static Target at(Target asked, String address) {
    return new Target(
        address,
        asked.durable(),
        asked.expiryPolicy(),
        asked.timeout(),
        asked.dynamic(),
        asked.dynamicNodeProperties(),
        asked.capabilities());
  }

  /** Why a link of the peer is refused that names none. */
  static AmqpError lacks(String terminus) {
    return new AmqpError(
        ErrorConditions.INVALID_FIELD, "the attach must name a " + terminus + ", and names none");
  }
}
