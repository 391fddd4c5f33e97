// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.JmsOptions;

/**
 * Sends messages to a destination, or to any (Jakarta Messaging 7).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere.
 */
final class PostriderProducer implements MessageProducer, QueueSender, TopicPublisher {

  private static final int MAX_PRIORITY = 9;

  private final SessionCore session;
  private final OutboundPath path;
  private final @Nullable PostriderDestination destination;

  private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
  private int priority = Message.DEFAULT_PRIORITY;
  private long timeToLiveMs = Message.DEFAULT_TIME_TO_LIVE;
  private long deliveryDelayMs = Message.DEFAULT_DELIVERY_DELAY;
  private boolean messageIdDisabled;
  private boolean timestampDisabled;
  private OutboundPath.@Nullable Qualities usual;
  private final Closing closing = new Closing();
  private volatile boolean closed;
  private volatile @Nullable JMSException failure;

  PostriderProducer(
      SessionCore session, OutboundPath path, @Nullable PostriderDestination destination) {
    this.session = session;
    this.path = path;
    this.destination = destination;
  }

  /** On the event loop: the broker ended the link. */
  void failed(JMSException cause, boolean alone) {
    failure = cause;
    if (alone) {
      session.endpoints().forget(this);
      session.reports().tell(listener -> listener.producerClosed(this, cause));
      if (!path.isWaiting()) {
        session.reports().failure(cause);
      }
    } else if (path.isWaiting()) {
      session.failureReport().toldByCall();
    }
  }

  /** Whether the broker has ended the link. */
  boolean hasFailed() {
    return failure != null;
  }

  private void checkOpen() throws JMSException {
    session.checkOpen();
    if (closed || failure != null) {
      throw JmsErrors.closed("producer", failure);
    }
  }

  // Settings

  @Override
  public void setDisableMessageID(boolean value) throws JMSException {
    checkOpen();
    messageIdDisabled = value;
    usual = null;
  }

  @Override
  public boolean getDisableMessageID() throws JMSException {
    checkOpen();
    return messageIdDisabled;
  }

  @Override
  public void setDisableMessageTimestamp(boolean value) throws JMSException {
    checkOpen();
    timestampDisabled = value;
    usual = null;
  }

  @Override
  public boolean getDisableMessageTimestamp() throws JMSException {
    checkOpen();
    return timestampDisabled;
  }

  @Override
  public void setDeliveryMode(int mode) throws JMSException {
    checkOpen();
    deliveryMode = checkedDeliveryMode(mode);
    usual = null;
  }

  @Override
  public int getDeliveryMode() throws JMSException {
    checkOpen();
    return deliveryMode;
  }

  @Override
  public void setPriority(int newPriority) throws JMSException {
    checkOpen();
    priority = checkedPriority(newPriority);
    usual = null;
  }

  @Override
  public int getPriority() throws JMSException {
    checkOpen();
    return priority;
  }

  @Override
  public void setTimeToLive(long milliseconds) throws JMSException {
    checkOpen();
    timeToLiveMs = checkedDuration("time to live", milliseconds);
    usual = null;
  }

  @Override
  public long getTimeToLive() throws JMSException {
    checkOpen();
    return timeToLiveMs;
  }

  @Override
  public void setDeliveryDelay(long milliseconds) throws JMSException {
    checkOpen();
    deliveryDelayMs = checkedDuration("delivery delay", milliseconds);
    usual = null;
  }

  @Override
  public long getDeliveryDelay() throws JMSException {
    checkOpen();
    return deliveryDelayMs;
  }

  @Override
  public @Nullable Destination getDestination() throws JMSException {
    checkOpen();
    return destination;
  }

  @Override
  public @Nullable Queue getQueue() throws JMSException {
    checkOpen();
    return Domain.queue(destination);
  }

  @Override
  public @Nullable Topic getTopic() throws JMSException {
    checkOpen();
    return Domain.topic(destination);
  }

  static int checkedDeliveryMode(int mode) throws JMSException {
    if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
      throw new JMSException(
          "delivery mode " + mode + " must be NON_PERSISTENT (1) or PERSISTENT (2)");
    }
    return mode;
  }

  static int checkedPriority(int priority) throws JMSException {
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw new JMSException("priority " + priority + " must be between 0 and 9");
    }
    return priority;
  }

  static long checkedDuration(String what, long milliseconds) throws JMSException {
    if (milliseconds < 0) {
      throw new JMSException(what + " " + milliseconds + " ms must not be negative");
    }
    return milliseconds;
  }

  // Sending to the producer's destination

  @Override
  public void send(Message message) throws JMSException {
    pass(own(), message, qualities(), null);
  }

  @Override
  public void send(Message message, int mode, int newPriority, long ttlMs) throws JMSException {
    pass(own(), message, qualities(mode, newPriority, ttlMs), null);
  }

  @Override
  public void send(Message message, CompletionListener listener) throws JMSException {
    pass(own(), message, qualities(), checked(listener));
  }

  @Override
  public void send(
      Message message, int mode, int newPriority, long ttlMs, CompletionListener listener)
      throws JMSException {
    pass(own(), message, qualities(mode, newPriority, ttlMs), checked(listener));
  }

  @Override
  public void publish(Message message) throws JMSException {
    send(message);
  }

  @Override
  public void publish(Message message, int mode, int newPriority, long ttlMs) throws JMSException {
    send(message, mode, newPriority, ttlMs);
  }

  // Sending to a destination that is named with the message

  @Override
  public void send(Destination to, Message message) throws JMSException {
    pass(foreign(to), message, qualities(), null);
  }

  @Override
  public void send(Destination to, Message message, int mode, int newPriority, long ttlMs)
      throws JMSException {
    pass(foreign(to), message, qualities(mode, newPriority, ttlMs), null);
  }

  @Override
  public void send(Destination to, Message message, CompletionListener listener)
      throws JMSException {
    pass(foreign(to), message, qualities(), checked(listener));
  }

  @Override
  public void send(
      Destination to,
      Message message,
      int mode,
      int newPriority,
      long ttlMs,
      CompletionListener listener)
      throws JMSException {
    pass(foreign(to), message, qualities(mode, newPriority, ttlMs), checked(listener));
  }

  @Override
  public void send(Queue to, Message message) throws JMSException {
    send((Destination) to, message);
  }

  @Override
  public void send(Queue to, Message message, int mode, int newPriority, long ttlMs)
      throws JMSException {
    send((Destination) to, message, mode, newPriority, ttlMs);
  }

  @Override
  public void publish(Topic to, Message message) throws JMSException {
    send((Destination) to, message);
  }

  @Override
  public void publish(Topic to, Message message, int mode, int newPriority, long ttlMs)
      throws JMSException {
    send((Destination) to, message, mode, newPriority, ttlMs);
  }

  private PostriderDestination own() throws JMSException {
    checkOpen();
    if (destination == null) {
      throw new UnsupportedOperationException(
          "this producer has no destination: give one with the message");
    }
    return destination;
  }

  private PostriderDestination foreign(@Nullable Destination to) throws JMSException {
    checkOpen();
    if (destination != null) {
      throw new UnsupportedOperationException(
          "this producer sends to " + destination.shown() + ": no other destination may be given");
    }
    if (to == null) {
      throw new InvalidDestinationException("destination must not be null");
    }
    return session.facade().checked(to);
  }

  private static CompletionListener checked(@Nullable CompletionListener listener) {
    if (listener == null) {
      throw new IllegalArgumentException("completion listener must not be null");
    }
    return listener;
  }

  /** Made anew only when one of them was set. */
  private OutboundPath.Qualities qualities() throws JMSException {
    OutboundPath.Qualities known = usual;
    if (known == null) {
      known = qualities(deliveryMode, priority, timeToLiveMs);
      usual = known;
    }
    return known;
  }

  private OutboundPath.Qualities qualities(int mode, int newPriority, long ttlMs)
      throws JMSException {
    return new OutboundPath.Qualities(
        checkedDeliveryMode(mode) == DeliveryMode.PERSISTENT,
        checkedPriority(newPriority),
        checkedDuration("time to live", ttlMs),
        deliveryDelayMs,
        messageIdDisabled,
        timestampDisabled);
  }

  private void pass(
      PostriderDestination to,
      @Nullable Message message,
      OutboundPath.Qualities qualities,
      @Nullable CompletionListener listener)
      throws JMSException {
    if (message == null) {
      throw new MessageFormatException("message must not be null");
    }
    path.send(to, message, qualities, listener);
  }

  @Override
  public void close() throws JMSException {
    if (session.isCompletionThread()) {
      throw new IllegalStateException("a completion listener must not close its producer");
    }
    if (!closed || closing.isBegun()) {
      long timeoutMs = session.options().get(JmsOptions.CLOSE_TIMEOUT);
      closing.run(timeoutMs, deadline -> closeAlone());
    } else {
      // It goes with its session.
      session.closing().awaitOther();
    }
  }

  private void closeAlone() {
    closed = true;
    session.endpoints().forget(this);
    path.close();
  }

  /** The session is closed, and with it the link. */
  void sessionClosed() {
    closed = true;
    path.giveUp();
  }

  OutboundPath path() {
    return path;
  }

  @Override
  public String toString() {
    return "producer to " + Objects.requireNonNullElse(destination, "any destination");
  }
}
