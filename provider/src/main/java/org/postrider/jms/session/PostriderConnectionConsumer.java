// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpReceiver;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Pause;
import org.postrider.jms.thread.SerialExecutor;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what comes from a destination into the sessions of an application server, batch by batch
 * (Jakarta Messaging 8.8).
 *
 * <p>Thread-safe. Its own thread takes sessions out of the pool, and waits for them.
 */
final class PostriderConnectionConsumer implements ConnectionConsumer {

  private static final Logger LOG = LoggerFactory.getLogger(PostriderConnectionConsumer.class);

  private final PostriderConnection connection;
  private final PostriderConsumer.Subscription subscription;
  private final ServerSessionPool pool;
  private final int maxMessages;
  private final InboundQueue inbound;
  private final AmqpReceiver receiver;
  private final SerialExecutor executor;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  // The batch for which a session is looked for.
  private final AtomicReference<@Nullable List<Received>> inHand = new AtomicReference<>();
  private final Pause pause = new Pause();
  private volatile boolean runFailed;
  private volatile @Nullable JMSException failure;

  PostriderConnectionConsumer(
      PostriderConnection connection,
      AmqpSession session,
      ReceiverWishes.Wish wish,
      ConnectionConsumers.Loading loading) {
    this.connection = connection;
    this.subscription = wish.subscription();
    this.inbound = new InboundQueue(this::schedule, Reception.localPriority(connection));
    this.pool = loading.pool();
    this.maxMessages = loading.maxMessages();
    // There is no receive that could ask for one message: the least is a batch.
    int prefetch = subscription.prefetch() == 0 ? maxMessages : subscription.prefetch();
    this.receiver =
        new AmqpReceiver(session, wish.source().settings(), inbound, prefetch, this::failed);
    this.executor =
        new SerialExecutor(
            connection.threads().named("connection-consumer"),
            new NoThread(connection, "a connection consumer"),
            2);
  }

  /** On the event loop: the broker ended the link, or all. */
  private void failed(JMSException cause, boolean alone) {
    failure = cause;
    connection.connectionConsumers().forget(this);
    connection.reports().tell(listener -> listener.connectionConsumerClosed(this, cause));
    if (alone) {
      connection.reports().failure(cause);
    }
  }

  private void checkOpen() throws JMSException {
    connection.checkUsable();
    JMSException cause = failure;
    if (closed.get() || cause != null) {
      throw JmsErrors.closed("connection consumer", cause);
    }
  }

  PostriderConsumer.Subscription subscription() {
    return subscription;
  }

  AmqpReceiver receiver() {
    return receiver;
  }

  InboundQueue inbound() {
    return inbound;
  }

  @Override
  public ServerSessionPool getServerSessionPool() throws JMSException {
    checkOpen();
    return pool;
  }

  // Start and stop

  void start() {
    inbound.run(true);
    receiver.credit().grant();
    schedule();
  }

  /** No batch is taken after this; sessions give back what they have not run. */
  void stop() {
    inbound.run(false);
  }

  // Batches

  /** On any thread: there may be something to load. */
  private void schedule() {
    if (!closed.get() && scheduled.compareAndSet(false, true)) {
      executor.execute(this::loadAll);
    }
  }

  private void loadAll() {
    try {
      loadBatches();
    } catch (Throwable fault) {
      pauseAfter(fault);
    } finally {
      // Whatever has come to pass, what waits is loaded.
      returnInHand();
      scheduled.set(false);
      if (inbound.isRunning() && inbound.size() > 0) {
        schedule();
      }
    }
  }

  /** What fails always must not keep a processor busy. */
  private void pauseAfter(Throwable fault) {
    returnInHand();
    try {
      connection.reports().failure(Waits.asJms(fault));
    } finally {
      await(pause.failed());
    }
  }

  private void loadBatches() {
    for (List<Received> batch = take(); !batch.isEmpty(); batch = take()) {
      inHand.set(batch);
      receiver.credit().taken();
      boolean loaded = loadInHand() && !runFailed;
      runFailed = false;
      if (loaded) {
        pause.succeeded();
      } else {
        await(pause.failed());
      }
    }
  }

  private List<Received> take() {
    List<Received> batch = new ArrayList<>();
    boolean whole = false;
    try {
      Received next = closed.get() ? null : inbound.poll();
      while (next != null) {
        batch.add(next);
        next = batch.size() == maxMessages ? null : inbound.poll();
      }
      whole = true;
      return batch;
    } finally {
      if (!whole) {
        // The last first: each goes before those that wait.
        for (int i = batch.size() - 1; i >= 0; i--) {
          undo(batch.get(i));
        }
      }
      inbound.handed();
    }
  }

  /** Finds a session for the batch in hand; gives false if there is none, and it went back. */
  private boolean loadInHand() {
    try {
      if (!closed.get()) {
        return load(pool.getServerSession());
      }
    } catch (Throwable refused) {
      // The pool is the application's: an error of it must not end the loading.
      connection.reports().failure(Waits.asJms(refused));
    }
    returnInHand();
    return false;
  }

  private boolean load(@Nullable ServerSession server) throws JMSException {
    if (server == null
        || !(server.getSession() instanceof PostriderSession own)
        || own.core().connection() != connection) {
      throw new JMSException("the server session pool gave no session of this connection");
    }
    List<Received> batch = inHand.getAndSet(null);
    if (batch != null) {
      load(own.core().loaded(), batch);
    }
    boolean started = false;
    try {
      // Without messages too: it goes back to its pool so.
      server.start();
      started = true;
      return true;
    } finally {
      if (!started) {
        release(own.core().loaded().takeBack(this));
      }
    }
  }

  private void load(LoadedMessages session, List<Received> batch) {
    if (!session.load(this, batch)) {
      release(batch);
    } else if (closed.get()) {
      // The close may have looked there before.
      release(session.takeBack(this));
    }
  }

  private void returnInHand() {
    List<Received> batch = inHand.getAndSet(null);
    if (batch != null) {
      release(batch);
    }
  }

  /** What the pool has left as an interrupt ends here: else no further pause would be one. */
  private void await(long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      if (nanos > 0 && closing.await(nanos, TimeUnit.NANOSECONDS)) {
        returnInHand();
      }
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      LOG.debug("the server session pool has left its thread interrupted");
    }
  }

  // What sessions make of the messages

  Reception receptionFor(SessionCore session) {
    return Reception.consuming(session, subscription.destination());
  }

  /** A session has run a message; false if its listener threw. */
  void ran(boolean well) {
    if (!well) {
      runFailed = true;
    }
  }

  /** A session gives back what it has not run. */
  void undo(Received received) {
    if (inbound.undo(received)) {
      schedule();
    } else {
      release(List.of(received));
    }
  }

  /** Gives messages back to the broker; it counts no attempt of one that nobody has had. */
  void release(List<Received> batch) {
    if (!batch.isEmpty()) {
      connection
          .amqp()
          .tell(() -> batch.forEach(each -> each.delivery().update(each.givenBack(), true)));
    }
  }

  // Close

  @Override
  public void close() throws JMSException {
    close(Deadline.in(connection.options().get(JmsOptions.CLOSE_TIMEOUT)));
  }

  /** Closes in the time that the connection has for its own close. */
  void close(Deadline deadline) {
    if (!closed.compareAndSet(false, true)) {
      Waits.awaitInClose(done, deadline.lastMs());
      return;
    }
    try {
      inbound.close(null);
      closing.countDown();
      receiver.credit().wake();
      returnInHand();
      connection.connectionConsumers().closed(this, deadline);
      executor.close();
    } finally {
      done.complete(null);
    }
  }

  @Override
  public String toString() {
    return "connection consumer of " + subscription.destination();
  }
}
