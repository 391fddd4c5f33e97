// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidSelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.LifetimePolicy;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Option;
import org.postrider.jms.options.Options;
import org.postrider.jms.selector.Selector;
import org.postrider.jms.settlement.AcknowledgeMode;
import org.postrider.transport.engine.LinkSettings;

/**
 * What the links of a session ask for: addresses, capabilities, settle modes, prefetch.
 *
 * <p>Immutable.
 */
final class LinkFactory {

  private static final Symbol SHARED = Symbol.of("shared");
  private static final Symbol GLOBAL = Symbol.of("global");

  /** A producer's link, and whether what it sends is settled as it is sent. */
  record Sender(LinkSettings settings, boolean presettled) {}

  private final Options options;
  private final Peer peer;
  private final AcknowledgeMode mode;

  LinkFactory(Options options, Peer peer, AcknowledgeMode mode) {
    this.options = options;
    this.peer = peer;
    this.mode = mode;
  }

  /** The link of a producer; without a destination it is the anonymous terminus. */
  Sender sender(String producerId, @Nullable PostriderDestination destination) {
    boolean presettled = isPresettledProducer(destination);
    String address = destination == null ? null : peer.prefixes().toAddress(destination);
    Target target =
        new Target(
            address,
            TerminusDurability.NONE,
            ExpiryPolicy.SESSION_END,
            0,
            false,
            Map.of(),
            destination == null ? List.of() : List.of(destination.kind().capability()));
    List<Symbol> desired = peer.delayedDelivery() ? List.of() : List.of(Peer.DELAYED_DELIVERY);
    LinkSettings settings =
        LinkSettings.of(
                "postrider:sender:" + producerId + ":" + (address == null ? "" : address),
                Source.of(producerId),
                target)
            .withSettleModes(
                presettled ? SenderSettleMode.SETTLED : SenderSettleMode.UNSETTLED,
                ReceiverSettleMode.FIRST)
            .withCapabilities(List.of(), desired, Map.of());
    return new Sender(settings, presettled);
  }

  /**
   * A selector as it goes to the broker: null where there is none.
   *
   * @throws InvalidSelectorException if it is wrong, and selectors are validated
   */
  @Nullable String filter(@Nullable String selector) throws InvalidSelectorException {
    if (selector == null || selector.isBlank()) {
      return null;
    }
    if (options.get(JmsOptions.VALIDATE_SELECTOR)) {
      Selector.check(selector);
    }
    return selector;
  }

  /** The link of a consumer without subscription. */
  ReceiverSource receiver(String linkName, PostriderConsumer.Subscription wish) {
    return limited(
        ReceiverSource.of(
            linkName, wish, peer.prefixes(), isPresettledConsumer(wish.destination())));
  }

  /** The link of a consumer with a named subscription. */
  ReceiverSource subscription(
      String linkName, PostriderConsumer.Subscription wish, boolean withClientId) {
    List<Symbol> capabilities = new ArrayList<>();
    capabilities.add(wish.destination().kind().capability());
    boolean shared = wish.kind() != null && wish.kind().isShared();
    if (shared) {
      capabilities.add(SHARED);
      if (!withClientId) {
        capabilities.add(GLOBAL);
      }
    }
    ReceiverSource source =
        limited(ReceiverSource.named(linkName, wish, peer.prefixes(), List.copyOf(capabilities)));
    return shared && !peer.sharedSubscriptions() ? source.desiring(Peer.SHARED_SUBS) : source;
  }

  /** The link of a browser. */
  ReceiverSource browser(String linkName, PostriderConsumer.Subscription wish) {
    return limited(ReceiverSource.browsing(linkName, wish, peer.prefixes()));
  }

  private ReceiverSource limited(ReceiverSource source) {
    return source.withMaxMessageSize(options.get(AmqpOptions.MAX_MESSAGE_SIZE));
  }

  int browserPrefetch() {
    return options.prefetch(JmsOptions.QUEUE_BROWSER_PREFETCH);
  }

  int durablePrefetch() {
    return options.prefetch(JmsOptions.DURABLE_TOPIC_PREFETCH);
  }

  /** The link that makes a temporary destination, and keeps it (Jakarta Messaging 6.2.2). */
  static LinkSettings temporary(String linkName, DestinationKind kind) {
    Target target =
        new Target(
            null,
            TerminusDurability.NONE,
            ExpiryPolicy.LINK_DETACH,
            0,
            true,
            Map.of(LifetimePolicy.PROPERTY, LifetimePolicy.DELETE_ON_CLOSE),
            List.of(kind.capability()));
    return LinkSettings.of(linkName, Source.of(null), target)
        .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST);
  }

  int prefetch(PostriderDestination destination) {
    Option<Integer> option =
        destination.kind().isQueue() ? JmsOptions.QUEUE_PREFETCH : JmsOptions.TOPIC_PREFETCH;
    return options.prefetch(option);
  }

  private boolean isPresettledProducer(@Nullable PostriderDestination destination) {
    if (is(JmsOptions.PRESETTLE_ALL) || is(JmsOptions.PRESETTLE_PRODUCERS)) {
      return true;
    }
    if (mode == AcknowledgeMode.TRANSACTED && is(JmsOptions.PRESETTLE_TRANSACTED_PRODUCERS)) {
      return true;
    }
    return destination != null
        && is(
            destination.kind().isQueue()
                ? JmsOptions.PRESETTLE_QUEUE_PRODUCERS
                : JmsOptions.PRESETTLE_TOPIC_PRODUCERS);
  }

  private boolean isPresettledConsumer(PostriderDestination destination) {
    if (mode.isPresettled()) {
      return true;
    }
    if (mode == AcknowledgeMode.TRANSACTED) {
      // A message that is settled already cannot be rolled back.
      return false;
    }
    return is(JmsOptions.PRESETTLE_ALL)
        || is(JmsOptions.PRESETTLE_CONSUMERS)
        || is(
            destination.kind().isQueue()
                ? JmsOptions.PRESETTLE_QUEUE_CONSUMERS
                : JmsOptions.PRESETTLE_TOPIC_CONSUMERS);
  }

  private boolean is(Option<Boolean> option) {
    return options.get(option);
  }
}
