// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The senders of a connection that wait for their messages to go out before they close.
 *
 * <p>Confined to the container's loop.
 */
final class ClosingSenders {

  private final Set<SenderClosing> senders = new LinkedHashSet<>();

  void add(SenderClosing sender) {
    senders.add(sender);
  }

  /** Messages may have gone out. */
  void proceed() {
    if (!senders.isEmpty()) {
      List.copyOf(senders).forEach(SenderClosing::proceed);
      senders.removeIf(sender -> !sender.isWaiting());
    }
  }
}
