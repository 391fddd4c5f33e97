// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Filter;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.transport.engine.LinkSettings;

/**
 * How a consumer's wish looks in AMQP: link name, source and filters.
 *
 * <p>Immutable.
 *
 * @param settings what the link asks for
 */
record ReceiverSource(LinkSettings settings) {

  /** A consumer of messages that are there, without subscription. */
  static ReceiverSource of(
      String linkName,
      PostriderConsumer.Subscription wish,
      AddressPrefixes prefixes,
      boolean presettled) {
    String address = prefixes.toAddress(wish.destination());
    boolean noLocal = wish.noLocal();
    return of(linkName, unnamed(address, wish, null, noLocal, Modified.FAILED), presettled);
  }

  /** A subscription that has a name. */
  static ReceiverSource named(
      String linkName,
      PostriderConsumer.Subscription wish,
      AddressPrefixes prefixes,
      List<Symbol> capabilities) {
    boolean durable = wish.isDurable();
    Source source =
        new Source(
            prefixes.toAddress(wish.destination()),
            durable ? TerminusDurability.UNSETTLED_STATE : TerminusDurability.NONE,
            durable ? ExpiryPolicy.NEVER : ExpiryPolicy.LINK_DETACH,
            0,
            false,
            Map.of(),
            durable ? Source.COPY : null,
            filters(wish.selector(), wish.noLocal()),
            Modified.FAILED,
            Source.ALL_OUTCOMES,
            capabilities);
    return of(linkName, source, false);
  }

  /** A look at messages that stay where they are. */
  static ReceiverSource browsing(
      String linkName, PostriderConsumer.Subscription wish, AddressPrefixes prefixes) {
    String address = prefixes.toAddress(wish.destination());
    return of(linkName, unnamed(address, wish, Source.COPY, false, null), true);
  }

  /** A source of which nothing is kept without its link. */
  private static Source unnamed(
      String address,
      PostriderConsumer.Subscription wish,
      @Nullable Symbol distributionMode,
      boolean noLocal,
      @Nullable Outcome defaultOutcome) {
    return new Source(
        address,
        TerminusDurability.NONE,
        ExpiryPolicy.LINK_DETACH,
        0,
        false,
        Map.of(),
        distributionMode,
        filters(wish.selector(), noLocal),
        defaultOutcome,
        Source.ALL_OUTCOMES,
        List.of(wish.destination().kind().capability()));
  }

  /** The same, with a wish for shared subscriptions where the connection does not offer them. */
  ReceiverSource desiring(Symbol capability) {
    return new ReceiverSource(settings.withCapabilities(List.of(), List.of(capability), Map.of()));
  }

  /** The same, for messages of so many octets at most; 0 for no limit. */
  ReceiverSource withMaxMessageSize(int octets) {
    return new ReceiverSource(settings.withMaxMessageSize(octets));
  }

  private static ReceiverSource of(String linkName, Source source, boolean presettled) {
    return new ReceiverSource(
        LinkSettings.of(linkName, source, Target.of(null))
            .withSettleModes(
                presettled ? SenderSettleMode.SETTLED : SenderSettleMode.UNSETTLED,
                ReceiverSettleMode.FIRST));
  }

  private static Map<Symbol, @Nullable Object> filters(@Nullable String selector, boolean noLocal) {
    if (!noLocal && selector == null) {
      return Map.of();
    }
    Map<Symbol, @Nullable Object> filters = new LinkedHashMap<>();
    if (noLocal) {
      filters.put(Filter.NO_LOCAL_NAME, Filter.noLocal());
    }
    if (selector != null) {
      filters.put(Filter.SELECTOR_NAME, Filter.selector(selector));
    }
    return filters;
  }
}
