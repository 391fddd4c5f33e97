// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Outcome;

/** TRANSACTED: settled at once as part of the transaction; its end decides. */
final class TransactedSettlement implements Settlement {

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<InboundQueue> consumedFrom = new HashSet<>();
  private final Settler settler;

  TransactedSettlement(Settler settler) {
    this.settler = settler;
  }

  @Override
  public void received(Received message) {
    lock.lock();
    try {
      consumedFrom.add(message.queue());
    } finally {
      lock.unlock();
    }
    settler.accept(message);
  }

  @Override
  public void dispatching(Received message) {
    // AMQP 4.4.2: the listener may commit, so its message must be part of the transaction by then.
    received(message);
  }

  @Override
  public void dispatched(Received message) {
    // Its transaction decides.
  }

  @Override
  public void listenerFailed(Received message) {
    // Its transaction decides.
  }

  @Override
  public void acknowledge(Received message, Outcome outcome) {
    // Has no effect in this mode.
  }

  /** The transaction has ended: no link is held by it any more. */
  @Override
  public void acknowledgeAll(Outcome outcome) {
    lock.lock();
    try {
      consumedFrom.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Received> recover() {
    return List.of();
  }

  @Override
  public void abandon() {
    acknowledgeAll(Accepted.INSTANCE);
  }

  @Override
  public boolean isHolding(InboundQueue queue) {
    lock.lock();
    try {
      return consumedFrom.contains(queue);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasConsumed() {
    lock.lock();
    try {
      return !consumedFrom.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isImmediate() {
    return false;
  }
}
