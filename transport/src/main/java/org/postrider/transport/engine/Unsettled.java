// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries by their delivery-id.
 *
 * <p>Confined to the engine's thread. Delivery-ids follow each other. In a map that takes a key's
 * low bits for its place they would lie side by side, and each removal would have to look at all
 * behind it: so they are spread by an odd factor, which keeps them distinct.
 */
final class Unsettled<T> {

  /** Of the golden ratio: neighbours come to lie far from each other, in a table of any size. */
  private static final int SPREAD = 0x9E3779B1;

  // Made for the first delivery: a session that only sends, or only receives, needs one of two.
  private @Nullable IntObjectHashMap<T> deliveries;

  /** Gives what was under the delivery-id before. */
  @Nullable T put(int id, T delivery) {
    IntObjectHashMap<T> made = deliveries;
    if (made == null) {
      made = new IntObjectHashMap<>();
      deliveries = made;
    }
    return made.put(id * SPREAD, delivery);
  }

  @Nullable T get(int id) {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? null : made.get(id * SPREAD);
  }

  @Nullable T remove(int id) {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? null : made.remove(id * SPREAD);
  }

  /** In no order. */
  Collection<T> values() {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? List.of() : made.values();
  }

  int size() {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? 0 : made.size();
  }
}
