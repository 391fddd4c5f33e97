// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.JmsOptions;

/**
 * Makes the producers, consumers and browsers of a session: checks what is wished, names the links
 * and has the session open them.
 *
 * <p>Confined to the session's thread of control.
 */
final class EndpointFactory {

  private final SessionCore session;
  private final PostriderConnection connection;
  private final LinkFactory links;
  private final String id;
  private final AtomicInteger made = new AtomicInteger();

  EndpointFactory(SessionCore session, PostriderConnection connection, String sessionId) {
    this.session = session;
    this.connection = connection;
    this.links = new LinkFactory(connection.options(), connection.peer(), session.mode());
    this.id = sessionId;
  }

  PostriderProducer createProducer(@Nullable PostriderDestination destination) throws JMSException {
    if (destination != null) {
      connection.checkNotDeleted(destination);
    }
    String producerId = id + ":" + made.incrementAndGet();
    LinkFactory.Sender wish = links.sender(producerId, destination);
    AtomicReference<PostriderProducer> owner = new AtomicReference<>();
    AmqpSender sender =
        new AmqpSender(
            session.amqp(),
            wish.settings(),
            (cause, alone) -> {
              PostriderProducer opened = owner.get();
              if (opened != null) {
                opened.failed(cause, alone);
              }
            });
    sender.follow(connection.temporaryNode(destination));
    MessageIdSource ids =
        new MessageIdSource(session.options().get(JmsOptions.MESSAGE_ID_TYPE), producerId);
    PostriderProducer producer =
        new PostriderProducer(
            session, new OutboundPath(session, sender, ids, wish.presettled()), destination);
    owner.set(producer);
    return session.open(producer, sender);
  }

  PostriderConsumer createConsumer(
      PostriderDestination destination, @Nullable String selector, boolean noLocal)
      throws JMSException {
    connection.checkOwn(destination);
    PostriderConsumer.Subscription wish =
        new PostriderConsumer.Subscription(
            destination, links.filter(selector), noLocal, links.prefetch(destination), null, null);
    String linkName = "postrider:receiver:" + id + ":" + made.incrementAndGet();
    PostriderConsumer consumer =
        new PostriderConsumer(session, wish, links.receiver(linkName, wish));
    consumer.receiver().follow(connection.temporaryNode(destination));
    return session.open(consumer);
  }

  /** A consumer of a subscription that has a name. */
  PostriderConsumer createSubscriber(
      PostriderDestination topic,
      String name,
      @Nullable String selector,
      boolean noLocal,
      Subscriptions.Kind kind)
      throws JMSException {
    connection.checkOwn(topic);
    boolean withClientId = connection.getClientID() != null;
    if (kind == Subscriptions.Kind.DURABLE && !withClientId) {
      throw new IllegalStateException("a durable subscription for one consumer needs a client id");
    }
    String filter = links.filter(selector);
    int prefetch = kind.isDurable() ? links.durablePrefetch() : links.prefetch(topic);
    PostriderConsumer.Subscription wish =
        new PostriderConsumer.Subscription(topic, filter, noLocal, prefetch, name, kind);
    String linkName = connection.subscriptions().enter(name, kind, topic, filter, withClientId);
    PostriderConsumer consumer =
        new PostriderConsumer(session, wish, links.subscription(linkName, wish, withClientId));
    try {
      session.open(consumer);
    } catch (JMSException failed) {
      connection.subscriptions().leave(name, kind);
      throw failed;
    }
    checkShared(consumer, kind);
    return consumer;
  }

  /** A broker that offers shared subscriptions neither here nor there would give each a copy. */
  private void checkShared(PostriderConsumer consumer, Subscriptions.Kind kind)
      throws JMSException {
    if (kind.isShared()
        && !session.peer().sharedSubscriptions()
        && !consumer.receiver().isOffered(Peer.SHARED_SUBS)) {
      consumer.close();
      throw new JMSException("the broker does not offer SHARED-SUBS: no shared subscription");
    }
  }

  PostriderConsumer createBrowsingConsumer(PostriderDestination queue, @Nullable String selector)
      throws JMSException {
    session.checkOpen();
    PostriderConsumer.Subscription wish =
        new PostriderConsumer.Subscription(
            queue, selector, false, links.browserPrefetch(), null, null);
    String linkName = "postrider:browser:" + id + ":" + made.incrementAndGet();
    return session.open(new PostriderConsumer(session, wish, links.browser(linkName, wish)));
  }

  PostriderBrowser createBrowser(PostriderDestination queue, @Nullable String selector)
      throws JMSException {
    connection.checkOwn(queue);
    return new PostriderBrowser(session, queue, links.filter(selector));
  }

  void unsubscribe(String name) throws JMSException {
    session.checkOpen();
    connection.unsubscribe(name);
  }

  PostriderDestination createTemporary(DestinationKind kind) throws JMSException {
    return connection.createTemporary(kind);
  }
}
