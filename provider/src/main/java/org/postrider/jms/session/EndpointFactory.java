// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

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
  private final ReceiverWishes wishes;
  private final String id;
  private final AtomicInteger made = new AtomicInteger();

  EndpointFactory(SessionCore session, PostriderConnection connection, String sessionId) {
    this.session = session;
    this.connection = connection;
    this.links = new LinkFactory(connection.options(), connection.peer(), session.mode());
    this.wishes = new ReceiverWishes(connection, links, sessionId);
    this.id = sessionId;
  }

  PostriderProducer createProducer(@Nullable PostriderDestination destination) throws JMSException {
    if (destination != null) {
      connection.temporaries().checkNotDeleted(destination);
    }
    String producerId = id + ":" + made.incrementAndGet();
    MessageIdSource ids =
        new MessageIdSource(session.options().get(JmsOptions.MESSAGE_ID_TYPE), producerId);
    if (destination == null) {
      return createAnonymous(producerId, ids);
    }
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
    sender.link().follow(connection.temporaries().node(destination));
    SingleLink link = new SingleLink(new ProducerLinks.Outlet(sender, wish.presettled()));
    PostriderProducer producer =
        new PostriderProducer(session, new OutboundPath(session, link, ids), destination);
    owner.set(producer);
    return open(producer, sender);
  }

  private PostriderProducer createAnonymous(String producerId, MessageIdSource ids)
      throws JMSException {
    FallbackLinks fallback = new FallbackLinks(session, links, producerId);
    if (!connection.hasRelay()) {
      PostriderProducer producer =
          new PostriderProducer(session, new OutboundPath(session, fallback, ids), null);
      session.endpoints().add(producer);
      return producer;
    }
    LinkFactory.Sender wish = links.sender(producerId, null);
    AtomicReference<AmqpLink.PeerEnd> end = new AtomicReference<>();
    AmqpSender sender =
        new AmqpSender(
            session.amqp(),
            wish.settings(),
            (cause, alone) -> {
              AmqpLink.PeerEnd told = end.get();
              if (told != null) {
                told.ended(cause, alone);
              }
            });
    AnonymousLinks any =
        new AnonymousLinks(
            new SingleLink(new ProducerLinks.Outlet(sender, wish.presettled())), fallback);
    PostriderProducer producer =
        new PostriderProducer(session, new OutboundPath(session, any, ids), null);
    end.set(
        (cause, alone) -> {
          if (alone && sender.link().lacksRelay()) {
            any.relayLost();
          } else {
            producer.failed(cause, alone);
          }
        });
    return open(producer, sender);
  }

  PostriderConsumer createConsumer(
      PostriderDestination destination, @Nullable String selector, boolean noLocal)
      throws JMSException {
    return open(wishes.consumer(destination, selector, noLocal));
  }

  private PostriderConsumer open(ReceiverWishes.Wish wish) throws JMSException {
    Reception reception = Reception.consuming(session, wish.subscription().destination());
    PostriderConsumer consumer = new PostriderConsumer(session, wish, reception);
    return follow(consumer);
  }

  private PostriderConsumer follow(PostriderConsumer consumer) throws JMSException {
    consumer
        .receiver()
        .link()
        .follow(connection.temporaries().node(consumer.subscription().destination()));
    return open(consumer);
  }

  /** A consumer of a subscription that has a name. */
  PostriderConsumer createSubscriber(
      PostriderDestination topic,
      String name,
      @Nullable String selector,
      boolean noLocal,
      Subscriptions.Kind kind)
      throws JMSException {
    ReceiverWishes.Wish wish = wishes.subscriber(topic, name, selector, noLocal, kind);
    PostriderConsumer consumer;
    try {
      consumer = open(wish);
    } catch (JMSException failed) {
      wishes.leave(wish.subscription());
      throw failed;
    }
    try {
      ReceiverWishes.checkShared(wish.subscription(), session.peer(), consumer.receiver());
      wishes.made(wish.subscription());
      return consumer;
    } catch (JMSException unsupported) {
      consumer.close();
      throw unsupported;
    }
  }

  PostriderConsumer createBrowsingConsumer(PostriderDestination queue, @Nullable String selector)
      throws JMSException {
    session.checkOpen();
    ReceiverWishes.Wish wish = wishes.browser(queue, selector);
    return follow(new PostriderConsumer(session, wish, Reception.browsing(session, queue)));
  }

  PostriderBrowser createBrowser(PostriderDestination queue, @Nullable String selector)
      throws JMSException {
    connection.temporaries().checkOwn(queue);
    return new PostriderBrowser(session, queue, links.filter(selector));
  }

  void unsubscribe(String name) throws JMSException {
    session.checkOpen();
    connection.subscriptions().checkInactive(name);
    boolean withClientId = connection.getClientID() != null;
    Deadline deadline = Deadline.in(session.requestTimeoutMs());
    String linkName = Subscriptions.firstLinkName(name, withClientId);
    session
        .failureReport()
        .running(
            () -> {
              AmqpSession shared = connection.temporaries().session(session.amqp(), deadline);
              new Unsubscription(shared, linkName, withClientId).await(session.amqp(), deadline);
            });
    connection.subscriptions().ended(name);
  }

  PostriderDestination createTemporary(DestinationKind kind) throws JMSException {
    return session
        .failureReport()
        .calling(() -> connection.temporaries().create(session.amqp(), kind));
  }

  /** What is waited for, told when it does not come. */
  private record Creation(Object of) {

    @Override
    public String toString() {
      return "creation of a " + of;
    }
  }

  private Deadline inTime() {
    return Deadline.in(session.requestTimeoutMs());
  }

  private PostriderProducer open(PostriderProducer producer, AmqpSender sender)
      throws JMSException {
    session.endpoints().add(producer);
    boolean opened = false;
    try {
      session.open(sender.link(), inTime(), new Creation(producer));
      opened = true;
      return producer;
    } finally {
      if (!opened) {
        session.endpoints().forget(producer);
        Waits.abandon(sender.close());
      }
    }
  }

  private PostriderConsumer open(PostriderConsumer consumer) throws JMSException {
    boolean opened = false;
    try {
      session.open(consumer.receiver().link(), inTime(), new Creation(consumer));
      opened = true;
    } finally {
      if (!opened) {
        Waits.abandon(consumer.receiver().close(!consumer.subscription().isDurable()));
      }
    }
    session.endpoints().add(consumer);
    return consumer;
  }
}
