// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;

/**
 * The open producers and consumers of a session, and those closed ones whose links are needed yet;
 * they start and stop with the connection.
 *
 * <p>Thread-safe.
 */
final class Endpoints {

  private final SessionCore session;
  private final Set<PostriderProducer> producers = ConcurrentHashMap.newKeySet(1);
  private final Set<PostriderConsumer> consumers = ConcurrentHashMap.newKeySet(1);
  private final RetiredConsumers retired;
  // Guards start and stop against each other and against consumers that come in between.
  private final ReentrantLock startStop = new ReentrantLock();
  private volatile boolean started;

  Endpoints(SessionCore session) {
    this.session = session;
    this.retired = new RetiredConsumers(session, this);
  }

  Set<PostriderProducer> producers() {
    return producers;
  }

  Set<PostriderConsumer> consumers() {
    return consumers;
  }

  void add(PostriderProducer producer) {
    producers.add(producer);
  }

  /** Enters a consumer, started if the connection is. */
  void add(PostriderConsumer consumer) {
    startStop.lock();
    try {
      consumers.add(consumer);
      if (started) {
        consumer.start();
      }
    } finally {
      startStop.unlock();
    }
    if (consumer.hasFailed()) {
      // The broker was faster.
      forget(consumer);
    }
  }

  void forget(PostriderProducer producer) {
    producers.remove(producer);
  }

  /** The consumer's link is gone. */
  void forget(PostriderConsumer consumer) {
    if (consumers.remove(consumer)) {
      leave(consumer);
    }
  }

  /** The application closes a consumer; its link may outlast it. */
  void retire(PostriderConsumer consumer) {
    consumers.remove(consumer);
  }

  /**
   * The link of a consumer is gone: its subscription is free for another one. What the broker ended
   * the application closes too, and the second use would be another consumer's: once more has no
   * effect.
   */
  void leave(PostriderConsumer consumer) {
    PostriderConsumer.Subscription subscription = consumer.subscription();
    if (subscription.name() != null && subscription.kind() != null && consumer.leaves()) {
      session.connection().subscriptions().leave(subscription.name(), subscription.kind());
    }
  }

  /** The link of a consumer is needed until what it consumed is settled. */
  void closeLater(PostriderConsumer consumer) {
    retired.add(consumer);
  }

  /** Closes the links that waited for what was consumed over them to be settled. */
  void closeWhatIsSettled() {
    retired.closeWhatIsSettled();
  }

  boolean hasConsumers(PostriderDestination destination) {
    return consumers.stream().anyMatch(consumer -> consumer.isOf(destination));
  }

  void checkNoListener() throws JMSException {
    for (PostriderConsumer consumer : consumers) {
      if (consumer.hasListener()) {
        throw PostriderConsumer.listenerSet();
      }
    }
  }

  // Start and stop

  void start() {
    startStop.lock();
    try {
      started = true;
      consumers.forEach(PostriderConsumer::start);
      session.dispatcher().resume();
    } finally {
      startStop.unlock();
    }
  }

  boolean isStarted() {
    return started;
  }

  /** Begins to stop; {@link #awaitStopped} is to follow, and may wait for the application. */
  void stop() {
    startStop.lock();
    try {
      started = false;
      session.dispatcher().halt();
      consumers.forEach(PostriderConsumer::stop);
    } finally {
      startStop.unlock();
    }
  }

  /** Returns when no receive will return a message any more. */
  void awaitStopped() {
    consumers.forEach(PostriderConsumer::awaitStopped);
  }

  // The end

  /** The session fails with its connection, or alone: no receive waits on. */
  void fail(@Nullable JMSException cause) {
    consumers.forEach(consumer -> consumer.inbound().close(cause));
  }

  /** The session has ended, and the links with it. */
  void sessionEnded() {
    producers.forEach(PostriderProducer::sessionClosed);
    producers.clear();
    forgetConsumers();
    retired.sessionEnded();
  }

  void forgetConsumers() {
    consumers.forEach(this::forget);
  }
}
