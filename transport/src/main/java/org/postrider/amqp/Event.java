// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * Something that has happened, with its subjects: what it is about. A subject that has no meaning
 * for an event is null.
 *
 * <p>Immutable, but its subjects go on living: it tells what was true when the handler was called.
 */
@NullUnmarked
public final class Event {

  private final EventType type;
  private final Container container;

  /** What it is about at the narrowest: all that this belongs to is found from there. */
  private Object subject;

  private Message message;
  private AmqpError error;
  private Throwable cause;
  private Attempt attempt;

  /** One attempt to connect. */
  record Attempt(int number, Duration delay, ConnectionUrl url) {}

  Event(EventType type, Container container) {
    this.type = type;
    this.container = container;
  }

  Event on(Connection owner) {
    subject = owner;
    return this;
  }

  Event on(Session owner) {
    subject = owner;
    return this;
  }

  Event on(Link owner) {
    subject = owner;
    return this;
  }

  Event about(Delivery one) {
    subject = one;
    return this;
  }

  Event about(Transaction one) {
    subject = one;
    return this;
  }

  Event about(TimerTask one) {
    subject = one;
    return this;
  }

  Event about(Attempt one) {
    attempt = one;
    return this;
  }

  Event with(Message received) {
    message = received;
    return this;
  }

  Event because(AmqpError why) {
    error = why;
    return this;
  }

  Event because(AmqpError why, Throwable thrown) {
    error = why;
    cause = thrown;
    return this;
  }

  /** What {@link MessagingHandler#onLinkOpening} does unless overridden. */
  void refuseUnexpectedLink() {
    Link link = link();
    LinkCore core = link instanceof Sender sender ? sender.core() : ((Receiver) link).core();
    if (acceptor() == null) {
      core.refuseIfUnanswered(
          new AmqpError(ErrorConditions.NOT_ALLOWED, "this container accepts no links here"));
    }
  }

  /** What kind of event this is. */
  public EventType type() {
    return type;
  }

  /** The container in which it happened; never null. */
  public Container container() {
    return container;
  }

  /** The connection, of every event but the container's own. */
  public Connection connection() {
    if (subject instanceof Connection connection) {
      return connection;
    }
    Session session = session();
    return session == null ? null : session.connection();
  }

  /** The session, of events of sessions, links, deliveries and transactions. */
  public Session session() {
    if (subject instanceof Session session) {
      return session;
    }
    if (subject instanceof Transaction transaction) {
      return transaction.session();
    }
    Link link = link();
    return link == null ? null : link.session();
  }

  /** The link, of events of links and deliveries: a {@link Sender} or a {@link Receiver}. */
  public Link link() {
    if (subject instanceof Delivery delivery) {
      return delivery.link();
    }
    return subject instanceof Link link ? link : null;
  }

  /** The link, if it is a sender. */
  public Sender sender() {
    return link() instanceof Sender sender ? sender : null;
  }

  /** The link, if it is a receiver. */
  public Receiver receiver() {
    return link() instanceof Receiver receiver ? receiver : null;
  }

  /** The delivery: of a message received, or what {@link Sender#send} returned. */
  public Delivery delivery() {
    return subject instanceof Delivery delivery ? delivery : null;
  }

  /** The message received. */
  public Message message() {
    return message;
  }

  /** The transaction, of events of transactions and of deliveries that belong to one. */
  public Transaction transaction() {
    if (subject instanceof Transaction transaction) {
      return transaction;
    }
    return subject instanceof Delivery delivery ? delivery.transaction() : null;
  }

  /** The task whose time has come. */
  public TimerTask timerTask() {
    return subject instanceof TimerTask timerTask ? timerTask : null;
  }

  /** The acceptor through which the connection came, or null if this container made it. */
  public Acceptor acceptor() {
    Connection connection = connection();
    return connection == null ? null : connection.acceptor();
  }

  /** The peer's error, or what stands for it where the transport failed. */
  public AmqpError error() {
    return error;
  }

  /** The condition of {@link #error()}, for example {@code amqp:not-found}. */
  public Symbol condition() {
    return error == null ? null : error.condition();
  }

  /**
   * The description of {@link #error()}: text for a person, as the peer wrote it, lines and control
   * characters too. {@link AmqpError#shownDescription} is fit for a log.
   */
  public String description() {
    return error == null ? null : error.description();
  }

  /** What made the transport fail, or what a handler threw. */
  public Throwable cause() {
    return cause;
  }

  /** Of reconnecting: which attempt it is since the last success, from 1 on; 0 for other events. */
  public int attempt() {
    return attempt == null ? 0 : attempt.number();
  }

  /** Of reconnecting: how long is waited before the attempt. */
  public Duration delay() {
    return attempt == null ? null : attempt.delay();
  }

  /** Of reconnecting: where the attempt goes. */
  public ConnectionUrl url() {
    return attempt == null ? null : attempt.url();
  }

  /** The kind of event and the link or connection that it is about. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(type.name());
    Link link = link();
    Connection connection = connection();
    if (link != null) {
      text.append(' ').append(link);
    } else if (connection != null) {
      text.append(' ').append(connection);
    }
    if (error != null) {
      text.append(": ").append(error);
    }
    return text.toString();
  }
}
