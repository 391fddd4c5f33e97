// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.function.Consumer;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.thread.Deadline;

/**
 * The one link of a producer: to its destination, or to the relay.
 *
 * <p>Thread-safe.
 */
final class SingleLink implements ProducerLinks {

  private final Outlet outlet;

  SingleLink(Outlet outlet) {
    this.outlet = outlet;
  }

  @Override
  public Outlet take(PostriderDestination to, long begunNanos) {
    outlet.sender().inFlight().begun();
    return outlet;
  }

  @Override
  public void forEach(Consumer<AmqpSender> action) {
    action.accept(outlet.sender());
  }

  @Override
  public void close(Deadline deadline) {
    outlet.sender().close(deadline);
  }
}
