// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.settlement.AcknowledgeMode;

/**
 * A connection and a session in one (Jakarta Messaging 6.3).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere. The session is made when it
 * is first needed, so that a client id can be set before.
 */
final class PostriderContext implements JMSContext {

  private final SharedConnection shared;
  private final int sessionMode;
  private final Closing closing = new Closing();
  private boolean autoStart = true;
  private @Nullable PostriderSession session;
  private @Nullable PostriderProducer producer;

  PostriderContext(SharedConnection shared, int sessionMode) {
    this.shared = shared;
    this.sessionMode = sessionMode;
    shared.enter();
  }

  /** Refuses a number that is no session mode. */
  static void checkMode(int sessionMode) throws JMSException {
    if (sessionMode != Session.SESSION_TRANSACTED) {
      AcknowledgeMode.of(sessionMode);
    }
  }

  private PostriderConnection connection() {
    if (closing.isBegun() && !isInCallback()) {
      throw new IllegalStateRuntimeException("the context is closed");
    }
    return shared.connection();
  }

  /** Whether the caller is a listener of its session, which its close waits for. */
  private boolean isInCallback() {
    PostriderSession current = session;
    return current != null && current.core().isInCallback();
  }

  private PostriderSession session() throws JMSException {
    PostriderConnection connection = connection();
    PostriderSession current = session;
    if (current == null) {
      current = (PostriderSession) connection.createSession(sessionMode);
      session = current;
    }
    return current;
  }

  /**
   * The one producer that all of the context's JMSProducers send through, in order; another one
   * where the broker has ended it.
   */
  PostriderProducer producer() throws JMSException {
    PostriderProducer current = producer;
    if (current == null || current.hasFailed()) {
      current = (PostriderProducer) session().createProducer(null);
      producer = current;
    }
    connection();
    return current;
  }

  Options options() {
    return connection().options();
  }

  private JMSConsumer started(MessageConsumer consumer) throws JMSException {
    boolean started = false;
    try {
      if (autoStart) {
        connection().start();
      }
      started = true;
      return new ContextConsumer((PostriderConsumer) consumer);
    } finally {
      if (!started) {
        // Nobody has it who could.
        consumer.close();
      }
    }
  }

  // The context itself

  @Override
  public JMSContext createContext(int mode) {
    return Unchecked.get(
        () -> {
          connection().checkUsable();
          checkMode(mode);
          connection().used();
          return new PostriderContext(shared, mode);
        });
  }

  @Override
  public JMSProducer createProducer() {
    return Unchecked.get(
        () -> {
          session();
          return new ContextProducer(this);
        });
  }

  @Override
  public @Nullable String getClientID() {
    return Unchecked.find(() -> connection().getClientID());
  }

  @Override
  public void setClientID(String clientId) {
    Unchecked.run(() -> connection().setClientID(clientId));
  }

  @Override
  public ConnectionMetaData getMetaData() {
    return Unchecked.get(() -> connection().getMetaData());
  }

  @Override
  public @Nullable ExceptionListener getExceptionListener() {
    return Unchecked.find(() -> connection().getExceptionListener());
  }

  @Override
  public void setExceptionListener(@Nullable ExceptionListener listener) {
    Unchecked.run(() -> connection().setExceptionListener(listener));
  }

  @Override
  public void start() {
    Unchecked.run(() -> connection().start());
  }

  @Override
  public void stop() {
    Unchecked.run(() -> connection().stop());
  }

  @Override
  public void setAutoStart(boolean newAutoStart) {
    connection();
    autoStart = newAutoStart;
  }

  @Override
  public boolean getAutoStart() {
    connection();
    return autoStart;
  }

  @Override
  public void close() {
    Unchecked.run(
        () -> {
          PostriderSession current = session;
          if (current != null) {
            current.core().checkNotInCallback("close its context");
          }
          closing.run(
              shared.connection().options().get(JmsOptions.CLOSE_TIMEOUT),
              deadline -> {
                if (current != null) {
                  current.close();
                }
                shared.leave();
              });
        });
  }

  @Override
  public boolean getTransacted() {
    connection();
    return sessionMode == JMSContext.SESSION_TRANSACTED;
  }

  @Override
  public int getSessionMode() {
    connection();
    return sessionMode;
  }

  @Override
  public void commit() {
    Unchecked.run(() -> session().commit());
  }

  @Override
  public void rollback() {
    Unchecked.run(() -> session().rollback());
  }

  @Override
  public void recover() {
    Unchecked.run(() -> session().recover());
  }

  @Override
  public void acknowledge() {
    Unchecked.run(() -> session().core().acknowledgement().acknowledge());
  }

  // Messages

  @Override
  public BytesMessage createBytesMessage() {
    return Unchecked.get(() -> session().createBytesMessage());
  }

  @Override
  public MapMessage createMapMessage() {
    return Unchecked.get(() -> session().createMapMessage());
  }

  @Override
  public Message createMessage() {
    return Unchecked.get(() -> session().createMessage());
  }

  @Override
  public ObjectMessage createObjectMessage() {
    return Unchecked.get(() -> session().createObjectMessage());
  }

  @Override
  public ObjectMessage createObjectMessage(@Nullable Serializable object) {
    return Unchecked.get(() -> session().createObjectMessage(object));
  }

  @Override
  public StreamMessage createStreamMessage() {
    return Unchecked.get(() -> session().createStreamMessage());
  }

  @Override
  public TextMessage createTextMessage() {
    return Unchecked.get(() -> session().createTextMessage());
  }

  @Override
  public TextMessage createTextMessage(@Nullable String text) {
    return Unchecked.get(() -> session().createTextMessage(text));
  }

  // Consumers

  @Override
  public JMSConsumer createConsumer(Destination destination) {
    return Unchecked.get(() -> started(session().createConsumer(destination)));
  }

  @Override
  public JMSConsumer createConsumer(Destination destination, @Nullable String selector) {
    return Unchecked.get(() -> started(session().createConsumer(destination, selector)));
  }

  @Override
  public JMSConsumer createConsumer(
      Destination destination, @Nullable String selector, boolean noLocal) {
    return Unchecked.get(() -> started(session().createConsumer(destination, selector, noLocal)));
  }

  @Override
  public JMSConsumer createDurableConsumer(Topic topic, String name) {
    return Unchecked.get(() -> started(session().createDurableConsumer(topic, name)));
  }

  @Override
  public JMSConsumer createDurableConsumer(
      Topic topic, String name, @Nullable String selector, boolean noLocal) {
    return Unchecked.get(
        () -> started(session().createDurableConsumer(topic, name, selector, noLocal)));
  }

  @Override
  public JMSConsumer createSharedConsumer(Topic topic, String name) {
    return Unchecked.get(() -> started(session().createSharedConsumer(topic, name)));
  }

  @Override
  public JMSConsumer createSharedConsumer(Topic topic, String name, @Nullable String selector) {
    return Unchecked.get(() -> started(session().createSharedConsumer(topic, name, selector)));
  }

  @Override
  public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
    return Unchecked.get(() -> started(session().createSharedDurableConsumer(topic, name)));
  }

  @Override
  public JMSConsumer createSharedDurableConsumer(
      Topic topic, String name, @Nullable String selector) {
    return Unchecked.get(
        () -> started(session().createSharedDurableConsumer(topic, name, selector)));
  }

  @Override
  public void unsubscribe(String name) {
    Unchecked.run(() -> session().unsubscribe(name));
  }

  @Override
  public QueueBrowser createBrowser(Queue queue) {
    return createBrowser(queue, null);
  }

  @Override
  public QueueBrowser createBrowser(Queue queue, @Nullable String selector) {
    return Unchecked.get(
        () -> {
          QueueBrowser browser = session().createBrowser(queue, selector);
          if (autoStart) {
            connection().start();
          }
          return browser;
        });
  }

  // Destinations

  @Override
  public Queue createQueue(String name) {
    return Unchecked.get(() -> session().createQueue(name));
  }

  @Override
  public Topic createTopic(String name) {
    return Unchecked.get(() -> session().createTopic(name));
  }

  @Override
  public TemporaryQueue createTemporaryQueue() {
    return Unchecked.get(() -> session().createTemporaryQueue());
  }

  @Override
  public TemporaryTopic createTemporaryTopic() {
    return Unchecked.get(() -> session().createTemporaryTopic());
  }
}
