// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayList;
import java.util.List;

/**
 * Links of a session that wait until another one, which is being closed, has let go of their name
 * (AMQP 2.6.1). As long as this end's detach is on its way the engine waits by itself; this is for
 * the time before, while what was sent goes out.
 *
 * <p>Confined to the container's loop.
 */
final class NameWaits {

  /** How long a link waits for a name whose detach the peer does not answer. */
  static final long TIMEOUT_MS = 5_000;

  private final List<Runnable> waiting = new ArrayList<>();

  /** Tries to open a link when another has gone. */
  void add(Runnable open) {
    waiting.add(open);
  }

  /** A link has gone. */
  void released() {
    if (!waiting.isEmpty()) {
      List<Runnable> due = List.copyOf(waiting);
      waiting.clear();
      due.forEach(Runnable::run);
    }
  }
}
