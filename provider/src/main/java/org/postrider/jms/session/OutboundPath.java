// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import io.netty.buffer.ByteBuf;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.amqp.PendingSend;
import org.postrider.jms.amqp.SendLosses;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.jms.message.MessageFactory;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.message.SendHeaders;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The way of a message out of a producer: headers on, encoded on the caller's thread, handed to the
 * event loop, and waited for where JMS demands it.
 *
 * <p>Confined to the session's thread; {@link #close} may be called from anywhere.
 */
final class OutboundPath {

  /** The qualities of service of one send. */
  record Qualities(
      boolean persistent,
      int priority,
      long timeToLiveMs,
      long deliveryDelayMs,
      boolean withoutMessageId,
      boolean withoutTimestamp) {}

  /** How long the event loop, which never waits, may take to say what it knows. */
  private static final long FATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SessionCore session;
  private final ProducerLinks links;
  private final MessageIdSource ids;
  private final boolean marks;
  private final boolean tellsUser;
  private final boolean forceAsync;
  private final boolean forceSync;
  private final long sendTimeoutMs;
  private final long sendTimeoutNanos;
  private volatile @Nullable PendingSend waiting;

  OutboundPath(SessionCore session, ProducerLinks links, MessageIdSource ids) {
    this.session = session;
    this.links = links;
    this.ids = ids;
    this.marks =
        !session.isTransacted()
            && session.peer().detectsDuplicates()
            && session.amqp().connection().failover().isMarking();
    this.tellsUser = session.options().get(JmsOptions.POPULATE_JMSX_USER_ID);
    this.forceAsync = session.options().get(JmsOptions.FORCE_ASYNC_SEND);
    this.forceSync = session.options().get(JmsOptions.FORCE_SYNC_SEND);
    this.sendTimeoutMs = session.options().get(JmsOptions.SEND_TIMEOUT);
    this.sendTimeoutNanos = sendTimeoutMs < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(sendTimeoutMs);
  }

  /** Sends a message; returns when JMS allows. */
  void send(
      PostriderDestination to,
      Message message,
      Qualities qualities,
      @Nullable CompletionListener listener)
      throws JMSException {
    long begun = System.nanoTime();
    session.connection().temporaries().checkNotDeleted(to);
    if (listener != null) {
      awaitListeners(begun);
    }
    ProducerLinks.Outlet outlet = links.take(to, begun);
    PostriderMessage own;
    ByteBuf payload;
    boolean encoded = false;
    try {
      checkDelay(qualities, outlet.sender());
      own = prepared(to, message, qualities);
      payload = encoded(own, message, duplicateId(outlet, own));
      encoded = true;
    } finally {
      if (!encoded) {
        outlet.sender().inFlight().finished();
      }
    }
    if (listener != null) {
      sendAsync(outlet, payload, new Completions.Entry(this, message, listener, begun), own);
    } else if (isSynchronous(qualities.persistent)) {
      sendAndWait(outlet, begin(outlet, own, payload, begun, null), begun);
    } else {
      PendingSend send = begin(outlet, own, payload, begun, null);
      hand(outlet, session.isTransacted() ? send : send.unheard(), 0);
    }
  }

  /** Waits while the completion listeners are too far behind. */
  private void awaitListeners(long begun) throws JMSException {
    try {
      if (!session.completions().awaitRoom(begun, sendTimeoutNanos)) {
        session.checkOpen();
        throw new SendTimedOutException(
            "too many outcomes wait for the completion listeners, for " + sendTimeoutMs + " ms");
      }
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("send", interrupted);
    }
  }

  private PostriderMessage prepared(PostriderDestination to, Message message, Qualities qualities)
      throws JMSException {
    PostriderMessage own = session.messages().toPostrider(message);
    own.prepareToSend(
        new SendHeaders(
            to,
            qualities.persistent,
            qualities.priority,
            qualities.timeToLiveMs,
            qualities.deliveryDelayMs,
            System.currentTimeMillis(),
            qualities.withoutMessageId ? null : ids.next(),
            !qualities.withoutTimestamp,
            userIdToSend()));
    return own;
  }

  /** The caller's to let go of; another provider's message has the headers by then. */
  private ByteBuf encoded(PostriderMessage own, Message message, @Nullable String duplicateId)
      throws JMSException {
    ByteBuf payload = session.encoder().encode(own, duplicateId);
    boolean told = false;
    try {
      MessageFactory.copyHeadersBack(own, message);
      told = true;
      return payload;
    } finally {
      if (!told) {
        payload.release();
      }
    }
  }

  private @Nullable String userIdToSend() {
    return tellsUser ? session.connection().user() : null;
  }

  /** What is the same in all copies of a message, and in no other; null where none is wanted. */
  private @Nullable String duplicateId(ProducerLinks.Outlet outlet, PostriderMessage message)
      throws JMSException {
    if (!marks || outlet.presettled()) {
      return null;
    }
    String id = message.getJMSMessageID();
    return id == null ? String.valueOf(ids.next()) : id;
  }

  /** Some brokers offer it for the connection, some for each link. */
  private void checkDelay(Qualities qualities, AmqpSender sender) throws JMSException {
    if (qualities.deliveryDelayMs > 0
        && !session.peer().delayedDelivery()
        && !sender.link().isOffered(Peer.DELAYED_DELIVERY)) {
      throw new JMSException("the broker does not offer DELAYED_DELIVERY: no delivery delay");
    }
  }

  /** JMS 2.0: persistent messages outside a transaction are waited for. */
  private boolean isSynchronous(boolean persistent) {
    if (forceSync) {
      return true;
    }
    return persistent && !forceAsync && !session.isTransacted();
  }

  private void sendAndWait(ProducerLinks.Outlet outlet, PendingSend send, long begun)
      throws JMSException {
    // Before the message can fail, so that its failure is known to be told by this call.
    waiting = send;
    try {
      long leftNanos = begun + sendTimeoutNanos - System.nanoTime();
      hand(outlet, send, sendTimeoutNanos < 0 ? Long.MAX_VALUE : Math.max(0, leftNanos));
      await(send, begun);
    } finally {
      waiting = null;
    }
  }

  private void sendAsync(
      ProducerLinks.Outlet outlet, ByteBuf payload, Completions.Entry entry, PostriderMessage own)
      throws JMSException {
    Completions completions = session.completions();
    completions.add(entry);
    try {
      PendingSend send =
          begin(
              outlet,
              own,
              payload,
              entry.begunNanos(),
              () -> {
                own.sent();
                completions.done(entry);
              });
      entry.send(send);
      hand(outlet, send, 0);
    } catch (JMSException refused) {
      completions.remove(entry);
      throw refused;
    }
  }

  private PendingSend begin(
      ProducerLinks.Outlet outlet,
      PostriderMessage own,
      ByteBuf payload,
      long begun,
      @Nullable Runnable completion)
      throws JMSException {
    PendingSend send =
        new PendingSend(outlet.sender(), session.sends(), payload, outlet.presettled(), completion)
            .named(own.unmadeIdentifier());
    boolean entered = false;
    try {
      if (!marks && own.getJMSDeliveryMode() == DeliveryMode.NON_PERSISTENT) {
        // Nobody would drop the second one.
        send.atMostOnce();
      }
      entered = session.sends().begin(send.octets(), begun, sendTimeoutNanos);
      if (!entered) {
        throw new SendTimedOutException(
            "too much is on its way to the broker already, for " + sendTimeoutMs + " ms");
      }
      return send;
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("send", interrupted);
    } finally {
      if (!entered) {
        payload.release();
        outlet.sender().inFlight().finished();
      }
    }
  }

  /**
   * Hands it to the event loop.
   *
   * @param awaitNanos so long the caller waits; 0 if it does not
   */
  private void hand(ProducerLinks.Outlet outlet, PendingSend send, long awaitNanos)
      throws JMSException {
    AmqpConnection connection = outlet.sender().session().connection();
    try {
      if (awaitNanos > 0) {
        connection.executeAwaited(send, awaitNanos);
      } else {
        connection.execute(send);
      }
    } catch (java.util.concurrent.RejectedExecutionException gone) {
      JMSException closed = JmsErrors.closed("connection", null);
      send.discard(closed);
      throw closed;
    }
  }

  private void await(PendingSend send, long begun) throws JMSException {
    JMSException ended;
    try {
      if (send.await(begun, sendTimeoutNanos)) {
        return;
      }
      ended = SendTimedOutException.after(sendTimeoutMs);
    } catch (InterruptedException interrupted) {
      ended = Waits.interrupted("send", interrupted);
    }
    send.giveUp(ended);
    awaitFate(send, ended);
  }

  /** Waits for what the event loop knows of a message that nobody waits for any more. */
  private static void awaitFate(PendingSend send, JMSException ended) throws JMSException {
    boolean interrupted = Thread.interrupted();
    try {
      if (!send.await(System.nanoTime(), FATE_NANOS)) {
        throw SendLosses.inDoubt(send, "the wait ended", ended);
      }
    } catch (InterruptedException again) {
      interrupted = true;
      throw SendLosses.inDoubt(send, "the wait ended", ended);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a call waits for the outcome of a message. */
  boolean isWaiting() {
    return waiting != null;
  }

  /** Drops what waits for credit: its transaction is rolled back. */
  void dropWaiting() {
    links.forEach(
        sender ->
            sender
                .session()
                .connection()
                .tell(
                    () ->
                        sender.drop(
                            new TransactionRolledBackException("rolled back before it was sent"))));
  }

  /** The link is closed: a call that waits for the outcome of a message waits no more. */
  void giveUp() {
    PendingSend send = waiting;
    if (send != null) {
      send.giveUp(new SendTimedOutException("the producer was closed"));
    }
  }

  /** Waits until the fate of this producer's own messages is known and told, then closes. */
  void close() {
    Deadline deadline = Deadline.in(session.options().get(JmsOptions.CLOSE_TIMEOUT));
    links.close(deadline);
    giveUp();
    // What had no outcome in time has failed just now: its listeners return before this does.
    Waits.awaitInClose(
        leftMs -> session.completions().awaitAll(this, leftMs), deadline.leftMs(Deadline.GRACE_MS));
  }
}
