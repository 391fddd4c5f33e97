// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * Carries settlements from a session's thread to the event loop, many in one command.
 *
 * <p>Thread-safe. Its length is bounded by the messages that the session's consumers may hold.
 */
public final class Settler implements Runnable {

  /** A settlement by another state than the session's usual one. */
  private record Other(IncomingDelivery delivery, DeliveryState state) {}

  private final LateQueue<Object> settlements = new LateQueue<>();
  private final AtomicBoolean commanded = new AtomicBoolean();
  private final Executor loop;
  private final Executor patiently;
  private final Function<IncomingDelivery, DeliveryState> acceptedState;

  /**
   * A settler.
   *
   * @param loop runs commands on the event loop
   * @param patiently does the same, but lets them wait for what the application does next, for some
   *     milliseconds
   * @param acceptedState what accepting a delivery is at the moment: plain or in a transaction;
   *     asked on the event loop
   */
  public Settler(
      Executor loop, Executor patiently, Function<IncomingDelivery, DeliveryState> acceptedState) {
    this.loop = loop;
    this.patiently = patiently;
    this.acceptedState = acceptedState;
  }

  /** Accepts a delivery. */
  public void accept(Received received) {
    command(received.delivery());
  }

  /** Accepts a delivery, along with what the application does next. */
  public void acceptPatiently(Received received) {
    settlements.add(received.delivery());
    command(patiently);
  }

  /** Accepts deliveries, all in one command: they make ranges then. */
  public void accept(List<Received> all) {
    for (Received received : all) {
      settlements.add(received.delivery());
    }
    command();
  }

  /** Settles a delivery with another state, outside any transaction. */
  public void settle(Received received, DeliveryState state) {
    command(new Other(received.delivery(), state));
  }

  /** Settles deliveries with another state, all in one command: they make ranges then. */
  public void settle(List<Received> all, DeliveryState state) {
    for (Received received : all) {
      settlements.add(new Other(received.delivery(), state));
    }
    command();
  }

  private void command(Object settlement) {
    settlements.add(settlement);
    command();
  }

  private void command() {
    command(loop);
  }

  private void command(Executor by) {
    if (!commanded.get() && commanded.compareAndSet(false, true)) {
      try {
        by.execute(this);
      } catch (RejectedExecutionException gone) {
        // The connection is closed: the broker knows what was not settled. The queue is the event
        // loop's to empty, and dies with the session.
      }
    }
  }

  /** On the event loop: settles what was handed over. */
  @Override
  public void run() {
    commanded.set(false);
    for (Object next = settlements.poll(); next != null; next = settlements.poll()) {
      if (next instanceof IncomingDelivery delivery) {
        delivery.update(acceptedState.apply(delivery), true);
      } else {
        Other other = (Other) next;
        other.delivery().update(other.state(), true);
      }
    }
  }
}
