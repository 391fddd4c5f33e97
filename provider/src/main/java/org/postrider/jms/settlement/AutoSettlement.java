// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;

/** AUTO and DUPS_OK: settled when receive returns, or when the listener does. */
final class AutoSettlement implements Settlement {

  private final Settler settler;
  private volatile @Nullable Received current;

  AutoSettlement(Settler settler) {
    this.settler = settler;
  }

  @Override
  public void received(Received message) {
    settler.acceptPatiently(message);
  }

  @Override
  public void dispatching(Received message) {
    current = message;
  }

  @Override
  public void dispatched(Received message) {
    // A recover from within the listener has taken it back.
    if (message.equals(current)) {
      settler.accept(message);
    }
    current = null;
  }

  @Override
  public void listenerFailed(Received message) {
    if (message.equals(current)) {
      // Through the broker, so that the attempt counts and cannot become a hot loop.
      settler.settle(message, Modified.FAILED);
    }
    current = null;
  }

  @Override
  public void acknowledge(Received message, Outcome outcome) {
    // Has no effect in this mode.
  }

  @Override
  public void acknowledgeAll(Outcome outcome) {
    // Has no effect in this mode.
  }

  @Override
  public List<Received> recover() {
    Received held = current;
    current = null;
    return held == null ? List.of() : List.of(held);
  }

  @Override
  public void abandon() {
    // A listener that still runs decides about its message.
  }

  @Override
  public boolean isHolding(InboundQueue queue) {
    Received held = current;
    return held != null && held.queue() == queue;
  }

  @Override
  public boolean isImmediate() {
    return true;
  }
}
