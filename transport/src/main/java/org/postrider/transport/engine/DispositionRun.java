// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Role;

/**
 * Gathers dispositions of neighbouring deliveries into one range (AMQP 2.7.6).
 *
 * <p>Confined to the engine's thread. A range costs what one delivery costs.
 */
final class DispositionRun {

  private final FrameOutput output;
  private final Role role;

  private boolean pending;
  private int first;
  private int last;
  private boolean settled;
  private @Nullable DeliveryState state;

  DispositionRun(FrameOutput output, Role role) {
    this.output = output;
    this.role = role;
  }

  /** Adds a delivery; what does not continue the range sends the range off. */
  void add(int channel, int deliveryId, @Nullable DeliveryState newState, boolean settle) {
    if (pending && deliveryId == last + 1 && settle == settled && isSame(newState)) {
      last = deliveryId;
      return;
    }
    flush(channel);
    pending = true;
    first = deliveryId;
    last = deliveryId;
    settled = settle;
    state = newState;
  }

  private boolean isSame(@Nullable DeliveryState other) {
    return state == other || (state != null && state.equals(other));
  }

  /** Sends the range off. */
  void flush(int channel) {
    if (pending) {
      pending = false;
      output.disposition(channel, role, this);
      state = null;
    }
  }

  /** Forgets the range: the connection is gone. */
  void clear() {
    pending = false;
    state = null;
  }

  boolean isPending() {
    return pending;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  boolean settled() {
    return settled;
  }

  @Nullable DeliveryState state() {
    return state;
  }
}
