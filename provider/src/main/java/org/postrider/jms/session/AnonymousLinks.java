// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.function.Consumer;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.thread.Deadline;

/**
 * The links of a producer to any destination: the relay's, and one for each destination from when a
 * broker behind a reconnect has refused that, as it has no relay.
 *
 * <p>Thread-safe: the session's thread sends, the event loop tells that the relay is gone.
 */
final class AnonymousLinks implements ProducerLinks {

  private final SingleLink relay;
  private final FallbackLinks others;
  private volatile boolean withoutRelay;

  AnonymousLinks(SingleLink relay, FallbackLinks others) {
    this.relay = relay;
    this.others = others;
  }

  /** On the event loop: the relay's link has ended; what comes now goes over links of its own. */
  void relayLost() {
    withoutRelay = true;
  }

  @Override
  public Outlet take(PostriderDestination to, long begunNanos) throws JMSException {
    return withoutRelay ? others.take(to, begunNanos) : relay.take(to, begunNanos);
  }

  @Override
  public void forEach(Consumer<AmqpSender> action) {
    relay.forEach(action);
    others.forEach(action);
  }

  @Override
  public void close(Deadline deadline) {
    relay.close(deadline);
    others.close(deadline);
  }
}
