// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/**
 * A session as the application sees it: the methods of JMS, which check and pass on (Jakarta
 * Messaging 6.2).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere.
 */
final class PostriderSession implements QueueSession, TopicSession {

  private final SessionCore core;
  private final Domain domain;

  PostriderSession(SessionCore core, Domain domain) {
    this.core = core;
    this.domain = domain;
  }

  SessionCore core() {
    return core;
  }

  // Messages

  @Override
  public Message createMessage() throws JMSException {
    core.checkOpen();
    return core.messages().createMessage();
  }

  @Override
  public TextMessage createTextMessage() throws JMSException {
    return createTextMessage(null);
  }

  @Override
  public TextMessage createTextMessage(@Nullable String text) throws JMSException {
    core.checkOpen();
    return core.messages().createTextMessage(text);
  }

  @Override
  public BytesMessage createBytesMessage() throws JMSException {
    core.checkOpen();
    return core.messages().createBytesMessage();
  }

  @Override
  public MapMessage createMapMessage() throws JMSException {
    core.checkOpen();
    return core.messages().createMapMessage();
  }

  @Override
  public StreamMessage createStreamMessage() throws JMSException {
    core.checkOpen();
    return core.messages().createStreamMessage();
  }

  @Override
  public ObjectMessage createObjectMessage() throws JMSException {
    return createObjectMessage(null);
  }

  @Override
  public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
    core.checkOpen();
    return core.messages().createObjectMessage(object);
  }

  // The session itself

  @Override
  public boolean getTransacted() throws JMSException {
    core.checkOpen();
    return core.isTransacted();
  }

  @Override
  public int getAcknowledgeMode() throws JMSException {
    core.checkOpen();
    return core.mode().number();
  }

  @Override
  public void commit() throws JMSException {
    core.committing().commit();
  }

  @Override
  public void rollback() throws JMSException {
    core.transactions().rollback();
  }

  @Override
  public void recover() throws JMSException {
    core.acknowledgement().recover();
  }

  @Override
  public void close() throws JMSException {
    core.close();
  }

  @Override
  public @Nullable MessageListener getMessageListener() throws JMSException {
    core.checkOpen();
    return core.loaded().listener();
  }

  @Override
  public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
    core.checkOpen();
    if (listener != null) {
      core.endpoints().checkNoListener();
    }
    core.loaded().listener(listener);
  }

  @Override
  public void run() {
    core.loaded().run();
  }

  // Producers and consumers

  @Override
  public MessageProducer createProducer(@Nullable Destination destination) throws JMSException {
    core.checkOpen();
    return core.factory().createProducer(destination == null ? null : checked(destination));
  }

  /** A destination as ours; refuses one that the session is not for. */
  PostriderDestination checked(Destination destination) throws JMSException {
    return domain.checked(PostriderDestination.of(destination));
  }

  private void checkQueues(String what) throws JMSException {
    core.checkOpen();
    domain.checkQueues(what);
  }

  private void checkTopics(String what) throws JMSException {
    core.checkOpen();
    domain.checkTopics(what);
  }

  @Override
  public QueueSender createSender(@Nullable Queue queue) throws JMSException {
    checkQueues("createSender");
    return (QueueSender) createProducer(queue);
  }

  @Override
  public TopicPublisher createPublisher(@Nullable Topic topic) throws JMSException {
    checkTopics("createPublisher");
    return (TopicPublisher) createProducer(topic);
  }

  @Override
  public MessageConsumer createConsumer(Destination destination) throws JMSException {
    return createConsumer(destination, null, false);
  }

  @Override
  public MessageConsumer createConsumer(Destination destination, @Nullable String selector)
      throws JMSException {
    return createConsumer(destination, selector, false);
  }

  @Override
  public MessageConsumer createConsumer(
      Destination destination, @Nullable String selector, boolean noLocal) throws JMSException {
    return consumer(destination, selector, noLocal);
  }

  private PostriderConsumer consumer(
      @Nullable Destination destination, @Nullable String selector, boolean noLocal)
      throws JMSException {
    core.checkOpen();
    return core.factory()
        .createConsumer(domain.checked(PostriderDestination.of(destination)), selector, noLocal);
  }

  @Override
  public QueueReceiver createReceiver(Queue queue) throws JMSException {
    checkQueues("createReceiver");
    return consumer(queue, null, false);
  }

  @Override
  public QueueReceiver createReceiver(Queue queue, @Nullable String selector) throws JMSException {
    checkQueues("createReceiver");
    return consumer(queue, selector, false);
  }

  @Override
  public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
    checkTopics("createSubscriber");
    return consumer(topic, null, false);
  }

  @Override
  public TopicSubscriber createSubscriber(Topic topic, @Nullable String selector, boolean noLocal)
      throws JMSException {
    checkTopics("createSubscriber");
    return consumer(topic, selector, noLocal);
  }

  // Destinations

  @Override
  public Queue createQueue(@Nullable String name) throws JMSException {
    checkQueues("createQueue");
    return new PostriderQueue(checkedName(name));
  }

  @Override
  public Topic createTopic(@Nullable String name) throws JMSException {
    checkTopics("createTopic");
    return new PostriderTopic(checkedName(name));
  }

  private static String checkedName(@Nullable String name) throws JMSException {
    if (name == null || name.isEmpty()) {
      throw new InvalidDestinationException("the name of a destination must not be empty");
    }
    return name;
  }

  @Override
  public TemporaryQueue createTemporaryQueue() throws JMSException {
    checkQueues("createTemporaryQueue");
    return (TemporaryQueue) core.factory().createTemporary(DestinationKind.TEMPORARY_QUEUE);
  }

  @Override
  public TemporaryTopic createTemporaryTopic() throws JMSException {
    checkTopics("createTemporaryTopic");
    return (TemporaryTopic) core.factory().createTemporary(DestinationKind.TEMPORARY_TOPIC);
  }

  // Browsers and subscriptions

  @Override
  public QueueBrowser createBrowser(Queue queue) throws JMSException {
    return createBrowser(queue, null);
  }

  @Override
  public QueueBrowser createBrowser(Queue queue, @Nullable String selector) throws JMSException {
    checkQueues("createBrowser");
    return core.factory().createBrowser(PostriderDestination.of(queue), selector);
  }

  private PostriderConsumer subscriber(
      @Nullable Topic topic,
      @Nullable String name,
      @Nullable String selector,
      boolean noLocal,
      Subscriptions.Kind kind)
      throws JMSException {
    checkTopics("a named subscription");
    return core.factory()
        .createSubscriber(
            Subscriptions.checkedTopic(topic, kind),
            Subscriptions.checkedName(name),
            selector,
            noLocal,
            kind);
  }

  @Override
  public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
    return subscriber(topic, name, null, false, Subscriptions.Kind.DURABLE);
  }

  @Override
  public TopicSubscriber createDurableSubscriber(
      Topic topic, String name, @Nullable String selector, boolean noLocal) throws JMSException {
    return subscriber(topic, name, selector, noLocal, Subscriptions.Kind.DURABLE);
  }

  @Override
  public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
    return subscriber(topic, name, null, false, Subscriptions.Kind.DURABLE);
  }

  @Override
  public MessageConsumer createDurableConsumer(
      Topic topic, String name, @Nullable String selector, boolean noLocal) throws JMSException {
    return subscriber(topic, name, selector, noLocal, Subscriptions.Kind.DURABLE);
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
    return subscriber(topic, name, null, false, Subscriptions.Kind.SHARED);
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name, @Nullable String selector)
      throws JMSException {
    return subscriber(topic, name, selector, false, Subscriptions.Kind.SHARED);
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
    return subscriber(topic, name, null, false, Subscriptions.Kind.SHARED_DURABLE);
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(
      Topic topic, String name, @Nullable String selector) throws JMSException {
    return subscriber(topic, name, selector, false, Subscriptions.Kind.SHARED_DURABLE);
  }

  @Override
  public void unsubscribe(String name) throws JMSException {
    checkTopics("unsubscribe");
    core.factory().unsubscribe(Subscriptions.checkedName(name));
  }
}
