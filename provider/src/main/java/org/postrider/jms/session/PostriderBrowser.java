// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;

/**
 * Looks at the messages of a queue and leaves them there (Jakarta Messaging 8.9).
 *
 * <p>Not thread-safe, as JMS has it. Each enumeration is a link of its own, which ends with the
 * last message.
 */
final class PostriderBrowser implements QueueBrowser {

  private final SessionCore session;
  private final PostriderDestination queue;
  private final @Nullable String selector;
  private @Nullable PostriderConsumer scan;
  private boolean closed;

  PostriderBrowser(SessionCore session, PostriderDestination queue, @Nullable String selector) {
    this.session = session;
    this.queue = queue;
    this.selector = selector;
  }

  private void checkOpen() throws JMSException {
    session.checkOpen();
    if (closed) {
      throw new IllegalStateException("the browser is closed");
    }
  }

  @Override
  public Queue getQueue() throws JMSException {
    checkOpen();
    return (Queue) queue;
  }

  @Override
  public @Nullable String getMessageSelector() throws JMSException {
    checkOpen();
    return selector;
  }

  @Override
  public Enumeration<?> getEnumeration() throws JMSException {
    checkOpen();
    endScan();
    PostriderConsumer fresh = session.factory().createBrowsingConsumer(queue, selector);
    scan = fresh;
    return new Scan(fresh, session.reports());
  }

  private void endScan() throws JMSException {
    PostriderConsumer old = scan;
    scan = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() throws JMSException {
    closed = true;
    endScan();
  }

  /**
   * One look through the queue, to its end. Where the connection is stopped meanwhile, it waits for
   * the next start, as a receive does; one whose connection has not been started since it began
   * shows nothing, at once, as nothing is delivered over such a connection (Jakarta Messaging 6.1).
   */
  @SuppressWarnings("JdkObsolete") // JMS has it so.
  private static final class Scan implements Enumeration<Message> {

    private final PostriderConsumer consumer;
    private final Reports reports;
    private @Nullable Message next;
    private boolean ended;

    private Scan(PostriderConsumer consumer, Reports reports) {
      this.consumer = consumer;
      this.reports = reports;
    }

    @Override
    public boolean hasMoreElements() {
      if (next == null && !ended) {
        try {
          next = consumer.browse();
          if (next == null) {
            ended = true;
            if (consumer.isUsable()) {
              // Else its session closes, which may take longer than the scan that ends with it.
              consumer.close();
            }
          }
        } catch (JMSException gone) {
          // The interface has no exception: what is closed or lost shows no more messages, and what
          // is cut short goes on with the next call.
          ended = !consumer.isUsable();
          if (!ended) {
            reports.failure(gone);
          }
        }
      }
      return next != null;
    }

    @Override
    public Message nextElement() {
      if (!hasMoreElements() || next == null) {
        throw new NoSuchElementException("the queue has no more messages to show");
      }
      Message shown = next;
      next = null;
      return shown;
    }
  }
}
