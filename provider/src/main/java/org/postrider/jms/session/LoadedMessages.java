// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What connection consumers have loaded into a session, for an application server to run through
 * the session's own listener (Jakarta Messaging 6.2.9, 8.8).
 *
 * <p>Thread-safe: a connection consumer loads, a thread of the application server runs, and close
 * and stop come from anywhere. Its length is bounded by the consumers' maxMessages.
 */
final class LoadedMessages {

  /** A message, and the connection consumer that it is of. */
  private record Loaded(Received received, PostriderConnectionConsumer from) {}

  private static final Logger LOG = LoggerFactory.getLogger(LoadedMessages.class);

  /** Most sessions have none loaded. */
  private static final int FIRST_CAPACITY = 1;

  private final SessionCore session;
  // Held while messages are run.
  private final ReentrantLock running = new ReentrantLock();
  // Guards what waits and what is being run.
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Loaded> waiting = new ArrayDeque<>(FIRST_CAPACITY);
  private @Nullable Loaded current;
  private boolean closed;
  private volatile @Nullable MessageListener listener;

  LoadedMessages(SessionCore session) {
    this.session = session;
  }

  @Nullable MessageListener listener() {
    return listener;
  }

  void listener(@Nullable MessageListener newListener) {
    listener = newListener;
  }

  /** Takes messages to run; gives false if the session is closed, and they are to go back. */
  boolean load(PostriderConnectionConsumer from, List<Received> batch) {
    lock.lock();
    try {
      if (!closed) {
        batch.forEach(received -> waiting.add(new Loaded(received, from)));
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what a connection consumer has loaded and nobody has begun to run. */
  List<Received> takeBack(PostriderConnectionConsumer from) {
    lock.lock();
    try {
      List<Received> unrun = new ArrayList<>();
      waiting.stream()
          .filter(loaded -> loaded.from == from)
          .forEach(loaded -> unrun.add(loaded.received));
      waiting.removeIf(loaded -> loaded.from == from);
      return unrun;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a message of a queue waits, or is being run. */
  boolean isHolding(InboundQueue queue) {
    lock.lock();
    try {
      return (current != null && current.received.queue() == queue)
          || waiting.stream().anyMatch(loaded -> loaded.received.queue() == queue);
    } finally {
      lock.unlock();
    }
  }

  /** Runs what is loaded; a session that is stopped meanwhile gives the rest back. */
  void run() {
    running.lock();
    try {
      for (Loaded next = next(); next != null; next = next()) {
        runSafely(next);
      }
    } finally {
      running.unlock();
    }
  }

  private @Nullable Loaded next() {
    boolean started = session.endpoints().isStarted();
    Loaded next;
    List<Loaded> unrun = new ArrayList<>();
    lock.lock();
    try {
      next = started ? waiting.poll() : null;
      current = next;
      if (!started) {
        unrun.addAll(waiting);
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
    // The last first: each goes before those that wait at its consumer.
    for (int i = unrun.size() - 1; i >= 0; i--) {
      unrun.get(i).from.undo(unrun.get(i).received);
    }
    session.closeWhatIsSettled();
    return next;
  }

  /** What one message makes go wrong is not to hold up the others, nor its link. */
  private void runSafely(Loaded next) {
    try {
      run(next);
    } catch (Throwable fault) {
      LOG.error("a message could not be run", fault);
      next.from.ran(false);
    }
  }

  private void run(Loaded loaded) {
    if (loaded.received.queue().isLost(loaded.received)) {
      // The broker delivers it again, over the connection that took the place of the lost one.
      return;
    }
    MessageListener called = listener;
    if (called == null) {
      // As failed, so that the attempt counts: the next one will find no listener either.
      session.settler().settle(loaded.received, Modified.FAILED);
      session
          .reports()
          .failure(
              new JMSException("a session that is to run messages must have a message listener"));
      return;
    }
    PostriderMessage message = loaded.from.receptionFor(session).read(loaded.received);
    if (message != null) {
      if (session.mode().isPresettled()) {
        // The link does not know of the session's mode.
        session.settler().settle(loaded.received, Accepted.INSTANCE);
      }
      loaded.from.ran(session.calls().give(called, loaded.received, message));
    }
  }

  /** Whether the caller is the listener, run by this session. */
  boolean isCurrentThread() {
    return running.isHeldByCurrentThread();
  }

  /** Returns when no listener runs; at once if the caller is one. */
  void awaitListener() {
    if (!isCurrentThread()) {
      Waits.awaitFree(running);
    }
  }

  /** The same in a close; gives false if one runs yet in time, negative for ever. */
  boolean awaitListener(long timeoutMs) {
    return isCurrentThread() || Waits.awaitFree(running, timeoutMs);
  }

  /** Takes no more; what waits goes back to the broker. A listener may still run. */
  void close() {
    List<Loaded> unrun;
    lock.lock();
    try {
      closed = true;
      unrun = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    unrun.forEach(loaded -> loaded.from.release(List.of(loaded.received)));
  }
}
