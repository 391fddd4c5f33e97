// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The senders of a connection whose messages wait for the session's window or the socket, and those
 * that wait for their messages to go out before they close.
 *
 * <p>Confined to the container's loop.
 */
final class UnsentSenders {

  private final Set<Sender> senders = new LinkedHashSet<>();

  void add(Sender sender) {
    senders.add(sender);
  }

  /** Messages may have gone out. */
  void proceed() {
    if (!senders.isEmpty()) {
      List.copyOf(senders).forEach(Sender::proceed);
      senders.removeIf(sender -> !sender.isToProceed());
    }
  }
}
