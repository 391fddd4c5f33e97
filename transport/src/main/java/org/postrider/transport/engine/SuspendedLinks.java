// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links of one role that were detached with unsettled deliveries, which stay live on the
 * session (AMQP 2.6.4), by their names: a later link of the name is the same link (AMQP 2.6.1).
 *
 * <p>Confined to the engine's thread. Each has an unsettled delivery, so there are no more links.
 */
final class SuspendedLinks<L extends Link> {

  /** Made for the first one: most sessions have none. */
  private @Nullable Map<String, Set<L>> byName;

  void add(L link) {
    Map<String, Set<L>> made = byName;
    if (made == null) {
      made = new HashMap<>();
      byName = made;
    }
    made.computeIfAbsent(link.name(), unused -> new LinkedHashSet<>()).add(link);
  }

  /** A link has no unsettled delivery any more; one that is not here has no effect. */
  void remove(L link) {
    if (byName == null) {
      return;
    }
    Set<L> namesakes = byName.get(link.name());
    if (namesakes != null && namesakes.remove(link) && namesakes.isEmpty()) {
      byName.remove(link.name());
    }
  }

  /** A link ends for good: gives it and its namesakes, which are suspended no more. */
  Set<L> takeWith(L link) {
    Set<L> taken = byName == null ? null : byName.remove(link.name());
    if (taken == null) {
      return Set.of(link);
    }
    taken.add(link);
    return taken;
  }

  boolean contains(String name) {
    return byName != null && byName.containsKey(name);
  }
}
