// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;

/**
 * How to make a link that receives; every option that is not set has its default.
 *
 * <p>Not thread-safe; copied when it is used. Setters refuse a bad value with an {@link
 * IllegalArgumentException} that names the value and the rule.
 */
public final class ReceiverOptions {

  /** The descriptor and the key of the filter that {@link #selector} makes. */
  static final Symbol SELECTOR_FILTER = Symbol.of("apache.org:selector-filter:string");

  static final Option<String> NAME =
      Option.text("name").means("the link's name, and a durable subscription's; absent: unique");
  static final Option<MessagingHandler> HANDLER =
      Option.<MessagingHandler>of("handler", "handler", null)
          .means("whose callbacks the link's events come to; absent: the session's");
  static final Option<Boolean> AUTO_ACCEPT =
      Option.flag("autoAccept", true)
          .means("whether a delivery not updated is accepted when onMessage returns");
  static final Option<Boolean> AUTO_SETTLE =
      Option.flag("autoSettle", true)
          .means("whether update settles a delivery that it gives an outcome");
  static final Option<Long> CREDIT =
      Option.number("credit", 10, 0, Integer.MAX_VALUE)
          .in("messages")
          .means("how many may be on their way, kept up by itself; 0: credit is given by hand");
  static final Option<String> SELECTOR =
      Option.text("selector").means("which messages are wanted, in the words of JMS");
  static final Option<Map<Symbol, @Nullable Object>> FILTER =
      Option.<Map<Symbol, @Nullable Object>>of("filter", "map", Map.of())
          .means("other filters of the source, by name");
  static final Option<Boolean> DURABLE_SUBSCRIPTION =
      Option.flag("durableSubscription", false)
          .means("whether the source outlives the link; wants a name");
  static final Option<Boolean> BROWSE =
      Option.flag("browse", false).means("whether messages stay where they are");
  static final Option<Boolean> DYNAMIC =
      Option.flag("dynamic", false)
          .means(
              "whether the peer makes a node for this link, which is asked for without an address");
  static final Option<Boolean> AT_MOST_ONCE =
      Option.flag("atMostOnce", false).means("whether the peer is to send messages settled");
  static final Option<Boolean> SETTLE_SECOND =
      Option.flag("settleSecond", false)
          .means("whether the receiver settles after the sender has: rcv-settle-mode second");
  static final Option<String> TARGET_ADDRESS =
      Option.text("targetAddress").means("the address of the link's own end");
  static final Option<Long> MAX_MESSAGE_SIZE =
      Option.number("maxMessageSize", 100L << 20, 1, Integer.MAX_VALUE)
          .in("octets")
          .means("the largest message that is taken; absent: the connection's");
  static final Option<List<Symbol>> SOURCE_CAPABILITIES =
      Option.<List<Symbol>>of("sourceCapabilities", "list of names", List.of())
          .means("what the source should be able to do, for example queue, topic or shared");
  static final Option<List<Symbol>> DESIRED_CAPABILITIES =
      Option.<List<Symbol>>of("desiredCapabilities", "list of names", List.of())
          .means("what the peer should do");
  static final Option<Map<Symbol, @Nullable Object>> PROPERTIES =
      Option.<Map<Symbol, @Nullable Object>>of("properties", "map", Map.of())
          .means("the properties in attach");

  /** All rows, in the order of the reference page. */
  static final List<Option<?>> TABLE =
      List.of(
          NAME,
          HANDLER,
          AUTO_ACCEPT,
          AUTO_SETTLE,
          CREDIT,
          SELECTOR,
          FILTER,
          DURABLE_SUBSCRIPTION,
          BROWSE,
          DYNAMIC,
          AT_MOST_ONCE,
          SETTLE_SECOND,
          TARGET_ADDRESS,
          MAX_MESSAGE_SIZE,
          SOURCE_CAPABILITIES,
          DESIRED_CAPABILITIES,
          PROPERTIES);

  private final OptionValues values;

  /** All defaults. */
  public ReceiverOptions() {
    this(new OptionValues());
  }

  private ReceiverOptions(OptionValues values) {
    this.values = values;
  }

  ReceiverOptions copy() {
    return new ReceiverOptions(new OptionValues(values));
  }

  OptionValues values() {
    return values;
  }

  /** The link's name, and that of a durable subscription. Default: one that is unique. */
  public ReceiverOptions name(String name) {
    return set(NAME, name);
  }

  /** Whose callbacks this link's events come to. Default: the session's handler. */
  public ReceiverOptions handler(MessagingHandler handler) {
    return set(HANDLER, handler);
  }

  /**
   * Whether a delivery that the handler has not updated is accepted when {@link
   * MessagingHandler#onMessage} returns. Default: true.
   */
  public ReceiverOptions autoAccept(boolean enabled) {
    return set(AUTO_ACCEPT, enabled);
  }

  /**
   * Whether {@link Delivery#update(org.postrider.codec.messaging.DeliveryState)} settles a delivery
   * that it gives an outcome. Default: true.
   */
  public ReceiverOptions autoSettle(boolean enabled) {
    return set(AUTO_SETTLE, enabled);
  }

  /**
   * How many messages may be on their way, 0 to 2^31-1: kept up by itself. Default: 10. With 0,
   * nothing comes until {@link Receiver#addCredit}.
   */
  public ReceiverOptions credit(int messages) {
    return set(CREDIT, (long) messages);
  }

  /** The same as {@link #credit}. */
  public ReceiverOptions prefetch(int messages) {
    return credit(messages);
  }

  /** Which messages are wanted: a JMS selector, which the peer judges. */
  public ReceiverOptions selector(String expression) {
    return set(SELECTOR, expression);
  }

  /** Filters of the source by name, each a described value; besides a {@link #selector}. */
  public ReceiverOptions filter(Map<String, ? extends @Nullable Object> filters) {
    return set(FILTER, Names.keys(FILTER, filters));
  }

  /**
   * Whether the subscription, known by the container's id and the link's {@link #name}, outlives
   * the link: {@link Link#detach()} leaves it, {@link Link#close()} ends it. Default: false.
   */
  public ReceiverOptions durableSubscription(boolean durable) {
    return set(DURABLE_SUBSCRIPTION, durable);
  }

  /** Messages stay where they are: distribution mode {@code copy}. Default: they are taken. */
  public ReceiverOptions browse() {
    return browse(true);
  }

  /** Whether messages stay where they are: {@link #browse()}. Default: false. */
  public ReceiverOptions browse(boolean enabled) {
    return set(BROWSE, enabled);
  }

  /**
   * Whether the peer makes a node, whose address {@link Receiver#address()} gives once open; the
   * link is made without one then. Default: false.
   */
  public ReceiverOptions dynamic(boolean wanted) {
    return set(DYNAMIC, wanted);
  }

  /** The peer is to send messages settled: they are lost when the link is. */
  public ReceiverOptions atMostOnce() {
    return atMostOnce(true);
  }

  /** {@link #atMostOnce()} or {@link #atLeastOnce()}. Default: false. */
  public ReceiverOptions atMostOnce(boolean enabled) {
    return set(AT_MOST_ONCE, enabled);
  }

  /** The peer is to send messages unsettled, until they are updated here: the default. */
  public ReceiverOptions atLeastOnce() {
    return atMostOnce(false);
  }

  /**
   * Whether this end settles after the sender: what {@link Delivery#update} tells goes out
   * unsettled, and is settled when the sender has ({@code rcv-settle-mode second}). What the peer
   * answers counts. Default: false.
   */
  public ReceiverOptions settleSecond(boolean second) {
    return set(SETTLE_SECOND, second);
  }

  /** The address of the link's own end. Default: none. */
  public ReceiverOptions targetAddress(String address) {
    return set(TARGET_ADDRESS, address);
  }

  /** The largest message taken, 1 octet to 2^31-1. Default: the connection's. */
  public ReceiverOptions maxMessageSize(long octets) {
    return set(MAX_MESSAGE_SIZE, octets);
  }

  /** What the source should be able to do, for example {@code queue} or {@code topic}. */
  public ReceiverOptions sourceCapabilities(String... names) {
    return set(SOURCE_CAPABILITIES, Names.symbols(SOURCE_CAPABILITIES, names));
  }

  /** What the peer should do. */
  public ReceiverOptions desiredCapabilities(String... names) {
    return set(DESIRED_CAPABILITIES, Names.symbols(DESIRED_CAPABILITIES, names));
  }

  /** The properties in {@code attach}: AMQP values, null allowed. */
  public ReceiverOptions properties(Map<String, ? extends @Nullable Object> properties) {
    return set(PROPERTIES, Names.keys(PROPERTIES, properties));
  }

  /** The filters that the source shall have: those given, and the selector's. */
  Map<Symbol, @Nullable Object> filters() {
    String selector = values.find(SELECTOR);
    if (selector == null) {
      return values.get(FILTER);
    }
    Map<Symbol, @Nullable Object> filters = new LinkedHashMap<>(values.get(FILTER));
    filters.put(SELECTOR_FILTER, new DescribedValue(SELECTOR_FILTER, selector));
    return filters;
  }

  private <T> ReceiverOptions set(Option<T> option, @Nullable T value) {
    values.set(option, value);
    return this;
  }

  /** The options set. */
  @Override
  public String toString() {
    return "ReceiverOptions" + values;
  }
}
