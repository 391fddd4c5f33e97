// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postrider.jms.destination.PostriderQueue;

/**
 * A pool of one session, that is run when the test says so.
 *
 * <p>Thread-safe.
 */
final class OneSessionPool implements ServerSessionPool, ServerSession {

  final LinkedBlockingQueue<Session> started = new LinkedBlockingQueue<>();
  final AtomicInteger batches = new AtomicInteger();
  private final Session session;

  OneSessionPool(Session session) {
    this.session = session;
  }

  /** Has a thread of its own run the listener of a session, as an application server's would. */
  static Future<String> serving(
      Broker broker, Connection connection, Session session, MessageListener listener)
      throws JMSException {
    session.setMessageListener(listener);
    OneSessionPool pool = new OneSessionPool(session);
    assertThat(connection.createConnectionConsumer(new PostriderQueue("q"), null, pool, 1))
        .isNotNull();
    return broker.async(
        () -> {
          pool.runOne();
          return "ran";
        });
  }

  @Override
  public ServerSession getServerSession() {
    return this;
  }

  @Override
  public Session getSession() {
    return session;
  }

  @Override
  public void start() {
    batches.incrementAndGet();
    started.add(session);
  }

  /** Runs the session if it was started; gives false. */
  boolean runIfStarted() {
    Session next = started.poll();
    if (next != null) {
      next.run();
    }
    return false;
  }

  /** Runs the session once it was started. */
  void runOne() throws InterruptedException {
    started.poll(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS).run();
  }
}
