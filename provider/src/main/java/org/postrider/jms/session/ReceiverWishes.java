// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpReceiver;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.destination.PostriderDestination;

/**
 * Checks what consumers are wished for and names their links (Jakarta Messaging 8.3).
 *
 * <p>Thread-safe.
 */
final class ReceiverWishes {

  /** A consumer that is wished for, and how that looks in AMQP. */
  record Wish(PostriderConsumer.Subscription subscription, ReceiverSource source) {}

  private final PostriderConnection connection;
  private final LinkFactory links;
  private final String id;
  private final AtomicInteger made = new AtomicInteger();

  /** Wishes whose links bear an id that no others have. */
  ReceiverWishes(PostriderConnection connection, LinkFactory links, String id) {
    this.connection = connection;
    this.links = links;
    this.id = id;
  }

  private String linkName(String what) {
    return "postrider:" + what + ":" + id + ":" + made.incrementAndGet();
  }

  /** A consumer of a queue or topic. */
  Wish consumer(PostriderDestination destination, @Nullable String selector, boolean noLocal)
      throws JMSException {
    connection.temporaries().checkOwn(destination);
    PostriderConsumer.Subscription subscription =
        new PostriderConsumer.Subscription(
            destination,
            links.filter(selector),
            // Jakarta Messaging 8.2: it has no effect on queues.
            noLocal && !destination.kind().isQueue(),
            links.prefetch(destination),
            null,
            null);
    return new Wish(subscription, links.receiver(linkName("receiver"), subscription));
  }

  /** A scan of a browser, whose selector is checked. */
  Wish browser(PostriderDestination queue, @Nullable String selector) {
    PostriderConsumer.Subscription subscription =
        new PostriderConsumer.Subscription(
            queue, selector, false, links.browserPrefetch(), null, null);
    return new Wish(subscription, links.browser(linkName("browser"), subscription));
  }

  /** A consumer of a named subscription; it is entered in the connection's list. */
  Wish subscriber(
      PostriderDestination topic,
      String name,
      @Nullable String selector,
      boolean noLocal,
      Subscriptions.Kind kind)
      throws JMSException {
    connection.temporaries().checkOwn(topic);
    boolean withClientId = connection.getClientID() != null;
    if (kind == Subscriptions.Kind.DURABLE && !withClientId) {
      throw new IllegalStateException("a durable subscription for one consumer needs a client id");
    }
    String filter = links.filter(selector);
    int prefetch = kind.isDurable() ? links.durablePrefetch() : links.prefetch(topic);
    PostriderConsumer.Subscription subscription =
        new PostriderConsumer.Subscription(topic, filter, noLocal, prefetch, name, kind);
    String linkName = connection.subscriptions().enter(name, kind, topic, filter, withClientId);
    return new Wish(subscription, links.subscription(linkName, subscription, withClientId));
  }

  /** The consumer of a wish has come to be. */
  void made(PostriderConsumer.Subscription subscription) {
    if (subscription.name() != null && subscription.kind() != null) {
      connection.subscriptions().made(subscription.name(), subscription.kind());
    }
  }

  /** The consumer of a wish is closed, or did not come to be. */
  void leave(PostriderConsumer.Subscription subscription) {
    if (subscription.name() != null && subscription.kind() != null) {
      connection.subscriptions().leave(subscription.name(), subscription.kind());
    }
  }

  /** A broker that offers shared subscriptions neither here nor there would give each a copy. */
  static void checkShared(
      PostriderConsumer.Subscription subscription, Peer peer, AmqpReceiver receiver)
      throws JMSException {
    if (subscription.kind() != null
        && subscription.kind().isShared()
        && !peer.sharedSubscriptions()
        && !receiver.link().isOffered(Peer.SHARED_SUBS)) {
      throw new JMSException("the broker does not offer SHARED-SUBS: no shared subscription");
    }
  }
}
