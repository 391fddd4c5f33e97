// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;

/** CLIENT and INDIVIDUAL: settled when the application says so. */
final class ClientSettlement implements Settlement {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Received> consumed = new ArrayList<>();
  private final Settler settler;

  ClientSettlement(Settler settler) {
    this.settler = settler;
  }

  @Override
  public void received(Received message) {
    lock.lock();
    try {
      consumed.add(message);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void dispatching(Received message) {
    received(message);
  }

  @Override
  public void dispatched(Received message) {
    // The application acknowledges.
  }

  @Override
  public void listenerFailed(Received message) {
    // Jakarta Messaging 8.7: the next message is delivered, no more.
  }

  @Override
  public void acknowledge(Received message, Outcome outcome) {
    boolean known;
    lock.lock();
    try {
      known = consumed.remove(message);
    } finally {
      lock.unlock();
    }
    if (known) {
      settle(List.of(message), outcome);
    }
  }

  @Override
  public void acknowledgeAll(Outcome outcome) {
    settle(take(), outcome);
  }

  private void settle(List<Received> messages, Outcome outcome) {
    if (outcome instanceof Accepted) {
      settler.accept(messages);
    } else {
      settler.settle(messages, outcome);
    }
  }

  @Override
  public List<Received> recover() {
    return take();
  }

  @Override
  public void abandon() {
    settler.settle(take(), Modified.FAILED);
  }

  @Override
  public boolean isHolding(InboundQueue queue) {
    lock.lock();
    try {
      return consumed.stream().anyMatch(message -> message.queue() == queue);
    } finally {
      lock.unlock();
    }
  }

  private List<Received> take() {
    lock.lock();
    try {
      List<Received> all = new ArrayList<>(consumed);
      consumed.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isImmediate() {
    return false;
  }
}
