// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The close of a session, alone or with its connection: has no listener called any more, waits for
 * those that run, who may use everything meanwhile, and then ends what is left (Jakarta Messaging
 * 6.1.8, 6.2.15).
 *
 * <p>Thread-safe.
 */
final class SessionClose {

  private static final Logger LOG = LoggerFactory.getLogger(SessionClose.class);

  private final SessionCore session;
  private final @Nullable LocalTransaction transaction;
  private final Closing closing = new Closing();
  // All but that late listeners return, behind which the closing is done.
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  // Whether a listener that closes has not waited for one that was late.
  private volatile boolean unawaited;

  SessionClose(SessionCore session, @Nullable LocalTransaction transaction) {
    this.session = session;
    this.transaction = transaction;
  }

  // State

  /** Whether the session closes, or is closed, alone. */
  boolean isBegun() {
    return closing.isBegun();
  }

  /** Whether nobody may use the session any more. */
  boolean isOver() {
    return closing.isOver();
  }

  /** Whether the caller must not use the session: only its listeners may while it closes. */
  boolean isRefused() {
    return closing.isBegun() && (closing.isOver() || !session.isInCallback());
  }

  /** The session could not be begun: there is nothing to close. */
  void neverBegun() {
    closing.never();
    ended.complete(null);
  }

  // The steps, of which the connection takes each for all its sessions before the next

  /** Has no listener called any more; those that run go on, with what they wait for. */
  void shutListeners() {
    session.dispatcher().close();
    session.loaded().close();
    session.endpoints().consumers().forEach(PostriderConsumer::closing);
  }

  /** Waits until no message listener runs; gives false if one does for too long. */
  boolean awaitListeners(Deadline deadline) {
    return session.dispatcher().awaitListener(deadline.leftMs())
        && session.loaded().awaitListener(deadline.leftMs());
  }

  /** Waits for the fate of what was sent, and for the listeners that hear of it. */
  void finishSends(Deadline deadline) {
    if (transaction != null) {
      // Its rollback follows: nobody is to get them.
      session.endpoints().producers().forEach(producer -> producer.path().dropWaiting());
    }
    awaitSends(deadline);
  }

  private void awaitSends(Deadline deadline) {
    if (!session.sends().isIdle()) {
      Waits.awaitInClose(session.sends()::awaitAll, deadline.leftMs());
    }
    if (!session.completions().isIdle() && !session.isCompletionThread()) {
      Waits.awaitInClose(session.completions()::awaitAll, deadline.leftMs());
    }
  }

  /**
   * Waits for a message listener that took too long: there is nothing left here that it could wait
   * for. JMS wants it however long that is; an interrupt cuts it short. Not from another listener:
   * two of them may each close what the other one belongs to. Gives whether it has returned.
   */
  boolean awaitReturned() {
    if (awaitListeners(Deadline.in(0))) {
      return true;
    }
    // Asked only where one runs: there may be many sessions.
    unawaited = Caller.isListener();
    return !unawaited && awaitListeners(Deadline.in(-1));
  }

  // All of them

  /** The session closes alone; none of its listeners calls. */
  void run() {
    Deadline deadline = deadline();
    if (!closing.begin()) {
      awaitOther(deadline);
      return;
    }
    try {
      end(false, deadline);
      if (awaitReturned()) {
        session.connection().forget(session);
      } // Else the close of the connection waits for it.
    } finally {
      closing.done();
    }
  }

  /** Waits until another thread has closed it, with all that belongs to it, or that took longer. */
  void awaitOther() {
    awaitOther(deadline());
  }

  private void awaitOther(Deadline deadline) {
    if (closing.awaitOther(deadline) && unawaited) {
      boolean unused = awaitListeners(deadline);
    }
  }

  private Deadline deadline() {
    return Deadline.in(session.options().get(JmsOptions.CLOSE_TIMEOUT));
  }

  /**
   * The connection closes; it has taken the first steps, is to wait for late listeners, and to say
   * that all is {@link #done}.
   */
  void runWithConnection(Deadline deadline) {
    if (closing.begin()) {
      end(true, deadline);
    } else {
      // Another thread closes the session: it has ended when this returns.
      Waits.awaitInClose(ended, deadline.lastMs());
    }
  }

  /** The connection is closed, and late listeners are not waited for any more. */
  void done() {
    closing.done();
  }

  private void end(boolean withConnection, Deadline deadline) {
    try {
      shutListeners();
      boolean returned = awaitListeners(deadline);
      if (!returned) {
        LOG.warn("a message listener has not returned in jms.closeTimeout: its session ends");
      }
      finishSends(deadline);
      closing.over();
      session.encoder().close();
      giveBack(deadline);
      if (transaction != null) {
        transaction.close(deadline.leftMs());
      }
      endSession(!withConnection || !returned, deadline);
      session.endpoints().sessionEnded();
      // What had no outcome in time has failed with the end; its listeners return before this does.
      awaitSends(Deadline.in(deadline.leftMs(Deadline.GRACE_MS)));
      session.completions().close();
      session.connection().connectionConsumers().closeWhatIsSettled(deadline);
    } finally {
      ended.complete(null);
    }
  }

  /** What the application has not got, or not acknowledged, goes back to the broker. */
  private void giveBack(Deadline deadline) {
    List<PostriderConsumer> open = List.copyOf(session.endpoints().consumers());
    open.forEach(consumer -> consumer.endReceive(deadline));
    for (PostriderConsumer consumer : open) {
      if (session.settlement().isHolding(consumer.inbound())) {
        consumer.receiver().credit().withdraw();
      }
    }
    session.settlement().abandon();
    for (PostriderConsumer consumer : open) {
      // What follows is behind it in the event loop's queue.
      Waits.abandon(consumer.receiver().release());
    }
  }

  /**
   * Ends it at the broker.
   *
   * @param waiting whether somebody waits for the end; else the close of the connection, which
   *     follows, ends what the broker has not ended by then
   */
  private void endSession(boolean waiting, Deadline deadline) {
    CompletableFuture<Void> ended = session.amqp().end();
    boolean waits = waiting || !session.sends().isIdle();
    if (waits && !Waits.awaitInClose(ended, deadline.lastMs())) {
      Waits.awaitInClose(session.amqp().giveUp(), Deadline.GRACE_MS);
    }
  }
}
