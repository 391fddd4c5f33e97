// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * How to make a link that sends; every option that is not set has its default.
 *
 * <p>Not thread-safe; copied when it is used. Setters refuse a bad value with an {@link
 * IllegalArgumentException} that names the value and the rule.
 */
public final class SenderOptions {

  static final Option<String> NAME =
      Option.text("name").means("the link's name; absent: one that is unique");
  static final Option<MessagingHandler> HANDLER =
      Option.<MessagingHandler>of("handler", "handler", null)
          .means("whose callbacks the link's events come to; absent: the session's");
  static final Option<String> SOURCE_ADDRESS =
      Option.text("sourceAddress").means("the address of the link's own end");
  static final Option<Boolean> DYNAMIC =
      Option.flag("dynamic", false)
          .means(
              "whether the peer makes a node for this link, which is asked for without an address");
  static final Option<Boolean> AT_MOST_ONCE =
      Option.flag("atMostOnce", false)
          .means("whether messages are sent settled: without an outcome, and lost with a link");
  static final Option<Boolean> SETTLE_SECOND =
      Option.flag("settleSecond", false)
          .means("whether the receiver settles after the sender has: rcv-settle-mode second");
  static final Option<Boolean> AUTO_SETTLE =
      Option.flag("autoSettle", true)
          .means(
              "whether a delivery is settled here once the peer has settled it or told its outcome");

  /** What a waiting message costs besides its octets: its objects and its buffer. */
  static final int WAITING_OCTETS = 512;

  static final Option<Long> QUEUE_LIMIT =
      Option.number("queueLimit", 1L << 20, 0, Integer.MAX_VALUE)
          .in("octets")
          .means(
              "how much may wait for credit, the session's window or the socket, 512 for each"
                  + " message besides; more is refused, and credit() is 0 above it");
  static final Option<Duration> CLOSE_TIMEOUT =
      Option.duration("closeTimeout", Duration.ofMinutes(1), Duration.ofMillis(1))
          .means(
              "how long close and detach wait while no message goes out, for want of credit or of a"
                  + " connection; those that wait are lost then; PT0S: no limit");
  static final Option<List<Symbol>> TARGET_CAPABILITIES =
      Option.<List<Symbol>>of("targetCapabilities", "list of names", List.of())
          .means("what the target should be able to do, for example queue or topic");
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
          SOURCE_ADDRESS,
          DYNAMIC,
          AT_MOST_ONCE,
          SETTLE_SECOND,
          AUTO_SETTLE,
          QUEUE_LIMIT,
          CLOSE_TIMEOUT,
          TARGET_CAPABILITIES,
          DESIRED_CAPABILITIES,
          PROPERTIES);

  private final OptionValues values;

  /** All defaults. */
  public SenderOptions() {
    this(new OptionValues());
  }

  private SenderOptions(OptionValues values) {
    this.values = values;
  }

  SenderOptions copy() {
    return new SenderOptions(new OptionValues(values));
  }

  OptionValues values() {
    return values;
  }

  /** The link's name. Default: one that is unique. */
  public SenderOptions name(String name) {
    return set(NAME, name);
  }

  /** Whose callbacks this link's events come to. Default: the session's handler. */
  public SenderOptions handler(MessagingHandler handler) {
    return set(HANDLER, handler);
  }

  /** The address of the link's own end. Default: none. */
  public SenderOptions sourceAddress(String address) {
    return set(SOURCE_ADDRESS, address);
  }

  /**
   * Whether the peer makes a node, whose address {@link Sender#address()} gives once open; the link
   * is made without one then. Default: false.
   */
  public SenderOptions dynamic(boolean wanted) {
    return set(DYNAMIC, wanted);
  }

  /**
   * Messages are sent settled: without an outcome, and lost when the link is. A peer may answer
   * that it wants to settle them: then each has an outcome.
   */
  public SenderOptions atMostOnce() {
    return atMostOnce(true);
  }

  /** {@link #atMostOnce()} or {@link #atLeastOnce()}. Default: false. */
  public SenderOptions atMostOnce(boolean enabled) {
    return set(AT_MOST_ONCE, enabled);
  }

  /**
   * Messages are sent unsettled, and each gets an outcome: the default. From a peer that answers
   * that it gives none the link is detached, with {@code amqp:not-allowed}.
   */
  public SenderOptions atLeastOnce() {
    return atMostOnce(false);
  }

  /**
   * Whether the receiver is to settle after this end: its outcome comes unsettled, {@link
   * #autoSettle} settles it, and the receiver settles then ({@code rcv-settle-mode second}). What
   * the peer answers counts. Default: false.
   */
  public SenderOptions settleSecond(boolean second) {
    return set(SETTLE_SECOND, second);
  }

  /**
   * Whether a delivery is settled here once the peer has settled it, or told its outcome. Default:
   * true.
   */
  public SenderOptions autoSettle(boolean enabled) {
    return set(AUTO_SETTLE, enabled);
  }

  /**
   * How many octets of messages may wait for credit, the connection, the session's window or the
   * socket, 0 to 2^31-1; each message counts 512 besides its own, which is what it costs to keep.
   * Default: 1 MiB. {@link Sender#send} refuses more; one message may always wait. So that {@link
   * Sender#credit} can be relied on, the last message that has credit may exceed the limit: above
   * it the credit is 0, and {@link MessagingHandler#onSendable} tells when there is some again.
   */
  public SenderOptions queueLimit(long octets) {
    return set(QUEUE_LIMIT, octets);
  }

  /**
   * How long {@link Sender#close()} and {@link Sender#detach} wait while no message goes out,
   * because the peer gives no credit or there is no connection: 1 ms to 24 h, or zero for no limit.
   * Default: 1 minute. Those that wait are lost then: {@link MessagingHandler#onDeliveryLost} tells
   * of each, and the link is detached.
   */
  public SenderOptions closeTimeout(Duration timeout) {
    return set(CLOSE_TIMEOUT, timeout);
  }

  /** What the target should be able to do, for example {@code queue} or {@code topic}. */
  public SenderOptions targetCapabilities(String... names) {
    return set(TARGET_CAPABILITIES, Names.symbols(TARGET_CAPABILITIES, names));
  }

  /** What the peer should do. */
  public SenderOptions desiredCapabilities(String... names) {
    return set(DESIRED_CAPABILITIES, Names.symbols(DESIRED_CAPABILITIES, names));
  }

  /** The properties in {@code attach}: AMQP values, null allowed. */
  public SenderOptions properties(Map<String, ? extends @Nullable Object> properties) {
    return set(PROPERTIES, Names.keys(PROPERTIES, properties));
  }

  private <T> SenderOptions set(Option<T> option, @Nullable T value) {
    values.set(option, value);
    return this;
  }

  /** The options set. */
  @Override
  public String toString() {
    return "SenderOptions" + values;
  }
}
