// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a connection has, and what of it must come back before a lost connection counts as restored.
 *
 * <p>Confined to the event loop.
 */
final class Restoration {

  /** Most connections have a session and a link or two. */
  private static final int FIRST_CAPACITY = 4;

  /** Sessions before their links: each registers when it is asked for. */
  private final Set<Recovering> all = new LinkedHashSet<>(FIRST_CAPACITY);

  /** Most connections are never lost. */
  private Set<Recovering> missing = Collections.emptySet();

  void add(Recovering part) {
    all.add(part);
  }

  void remove(Recovering part) {
    all.remove(part);
    missing.remove(part);
  }

  /** The connection was lost: everything that was open is missing. */
  void begin(JMSException cause) {
    missing = new LinkedHashSet<>();
    for (Recovering part : List.copyOf(all)) {
      if (part.isAwaited()) {
        missing.add(part);
      }
      part.connectionLost(cause);
    }
  }

  /** It is back. */
  void found(Recovering part) {
    missing.remove(part);
  }

  boolean isMissing(Recovering part) {
    return missing.contains(part);
  }

  boolean isComplete() {
    return missing.isEmpty();
  }
}
