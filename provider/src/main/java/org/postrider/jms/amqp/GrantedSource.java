// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Filter;
import org.postrider.codec.messaging.FilterType;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.ReceiverLink;

/**
 * The source that a broker grants a consumer, beside what was asked for: the broker is to name the
 * filters that are in place, and whether messages stay in the queue (AMQP 3.5.3). What it does not
 * do would be noticed by nobody but whoever misses the messages.
 *
 * <p>Immutable.
 */
final class GrantedSource {

  /** What a broker's answer is worth. */
  private enum Word {
    /** It names what is in place. */
    KNOWN_TO_TELL,
    /** It repeats what it was asked for: only what it offers on the link counts. */
    KNOWN_TO_REPEAT,
    /** A router in between repeats it, or passes on what a broker says. */
    RELAYED,
    /** Nobody has looked. */
    UNKNOWN
  }

  private static final Symbol PRODUCT = Symbol.of("product");
  private static final Set<String> TELLING =
      Set.of("apache-activemq-artemis", "ActiveMQ", "Apache Qpid Broker-J Core");
  private static final String RABBIT_MQ = "RabbitMQ";
  private static final Set<String> ROUTERS = Set.of("qpid-dispatch-router", "skupper-router");
  private static final int MAX_SHOWN = 100;

  private static final Symbol SELECTORS = Symbol.of("APACHE.ORG:SELECTOR");
  private static final Symbol NO_LOCAL = Symbol.of("APACHE.ORG:NO_LOCAL");

  private final Source asked;
  private final Source granted;
  private final List<Symbol> offered;
  private final @Nullable String product;
  private final Word word;

  private GrantedSource(
      Source asked, Source granted, List<Symbol> offered, @Nullable String product) {
    this.asked = asked;
    this.granted = granted;
    this.offered = offered;
    this.product = product;
    this.word = word(product);
  }

  /** What the broker grants over a link that is attached; null where the link asks for nothing. */
  static @Nullable GrantedSource of(ReceiverLink link) {
    Source asked = link.settings().source();
    Attach answer = link.remoteAttach();
    Source granted = link.remoteSource();
    if (asked == null || answer == null || granted == null) {
      return null;
    }
    Open open = link.session().connection().remoteOpen();
    return new GrantedSource(
        asked,
        granted,
        answer.offeredCapabilities(),
        open != null && open.properties().get(PRODUCT) instanceof String text ? text : null);
  }

  private static Word word(@Nullable String product) {
    if (product == null) {
      return Word.UNKNOWN;
    } else if (TELLING.contains(product)) {
      return Word.KNOWN_TO_TELL;
    } else if (ROUTERS.contains(product)) {
      return Word.RELAYED;
    }
    return product.equals(RABBIT_MQ) ? Word.KNOWN_TO_REPEAT : Word.UNKNOWN;
  }

  /** Why the consumer must not go on with it: it would get, or take away, what it must not. */
  @Nullable JMSException refusal() {
    String code = ErrorConditions.NOT_IMPLEMENTED.toString();
    if (isBrowser(asked) && !browses()) {
      return new JMSException(
          broker()
              + " would take the messages off the queue that they are to be left in: it grants the"
              + " distribution-mode "
              + shown(String.valueOf(granted.distributionMode()))
              + (word == Word.KNOWN_TO_REPEAT ? ", which it does not heed" : ", not copy")
              + " (AMQP 3.5.3)",
          code);
    }
    if (lacks(FilterType.SELECTOR, SELECTORS)) {
      return new InvalidSelectorException(ignores("selector", FilterType.SELECTOR), code);
    }
    return lacks(FilterType.NO_LOCAL, NO_LOCAL)
        ? new JMSException(ignores("noLocal", FilterType.NO_LOCAL), code)
        : null;
  }

  /** What is asked for, and the broker does not say whether it does; null if there is no doubt. */
  @Nullable String doubt() {
    if (isBrowser(asked) && word == Word.RELAYED) {
      return broker() + " does not say whether a browser leaves the messages in the queue";
    }
    boolean told = word != Word.RELAYED && !granted.filter().isEmpty();
    if (asked.filter().isEmpty() || told) {
      return null;
    }
    return broker() + " does not say whether it heeds selectors and noLocal";
  }

  /**
   * Whether a browser asks for it. A subscription asks for copies too, but for a copy of its own,
   * which is consumed.
   */
  static boolean isBrowser(Source source) {
    return Source.COPY.equals(source.distributionMode())
        && source.durable() == TerminusDurability.NONE;
  }

  /** Whoever knows two modes must say which it is: without a word it is not known to be copy. */
  private boolean browses() {
    return switch (word) {
      case KNOWN_TO_REPEAT -> false;
      case RELAYED -> !Source.MOVE.equals(granted.distributionMode());
      case KNOWN_TO_TELL, UNKNOWN -> Source.COPY.equals(granted.distributionMode());
    };
  }

  private boolean lacks(FilterType type, Symbol capability) {
    if (Filter.find(asked.filter(), type) == null) {
      return false;
    }
    boolean named = Filter.find(granted.filter(), type) != null;
    return switch (word) {
      case KNOWN_TO_TELL -> !named;
      case KNOWN_TO_REPEAT -> !named || !offered.contains(capability);
      case RELAYED -> false;
      // Whoever names some of its filters names them all.
      case UNKNOWN -> !named && !granted.filter().isEmpty();
    };
  }

  private String ignores(String what, FilterType type) {
    return broker()
        + " does not heed the "
        + what
        + ": the source that it grants has no filter "
        + type.symbolicName()
        + (word == Word.KNOWN_TO_REPEAT ? " that it offers" : "")
        + " (AMQP 3.5.3)";
  }

  private String broker() {
    return product == null ? "the broker" : "the broker (" + shown(product) + ")";
  }

  private static String shown(String text) {
    return Printable.of(text, MAX_SHOWN);
  }
}
