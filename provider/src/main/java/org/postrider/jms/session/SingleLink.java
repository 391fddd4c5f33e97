// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.function.Consumer;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.JmsOptions;

/**
 * The one link of a producer: to its destination, or to the relay.
 *
 * <p>Thread-safe.
 */
final class SingleLink implements ProducerLinks {

  private final Outlet outlet;
  private final long closeTimeoutMs;

  SingleLink(SessionCore session, Outlet outlet) {
    this.outlet = outlet;
    this.closeTimeoutMs = session.options().get(JmsOptions.CLOSE_TIMEOUT);
  }

  @Override
  public Outlet take(PostriderDestination to) {
    outlet.sender().inFlight().begun();
    return outlet;
  }

  @Override
  public void forEach(Consumer<AmqpSender> action) {
    action.accept(outlet.sender());
  }

  @Override
  public void close() {
    Waits.awaitIdle(outlet.sender().inFlight(), closeTimeoutMs);
    Waits.awaitQuietly(outlet.sender().close(), closeTimeoutMs);
  }
}
