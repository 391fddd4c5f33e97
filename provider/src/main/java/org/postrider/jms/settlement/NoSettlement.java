// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.List;
import org.postrider.codec.messaging.Outcome;

/** NO_ACKNOWLEDGE: the messages came settled. */
final class NoSettlement implements Settlement {

  @Override
  public void received(Received message) {}

  @Override
  public void dispatching(Received message) {}

  @Override
  public void dispatched(Received message) {}

  @Override
  public void listenerFailed(Received message) {}

  @Override
  public void acknowledge(Received message, Outcome outcome) {}

  @Override
  public void acknowledgeAll(Outcome outcome) {}

  @Override
  public List<Received> recover() {
    return List.of();
  }

  @Override
  public void abandon() {}

  @Override
  public boolean isHolding(InboundQueue queue) {
    return false;
  }

  @Override
  public boolean isImmediate() {
    return true;
  }
}
