// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries by their delivery-id.
 *
 * <p>Confined to the engine's thread. Delivery-ids follow each other. In a map that takes a key's
 * low bits for its place they would lie side by side, and each removal would have to look at all
 * behind it: so they are spread by odd factors, which keeps them distinct. One of these is random,
 * as a peer may choose other ids than it should.
 */
final class Unsettled<T> {

  /** Of the golden ratio: neighbours come to lie far from each other, in a table of any size. */
  private static final int SPREAD = 0x9E3779B1;

  private final ToIntFunction<T> id;

  // Made for the first delivery: a session that only sends, or only receives, needs one of two.
  private @Nullable IntObjectHashMap<T> deliveries;
  private int seed;

  /** None yet; each delivery tells its delivery-id. */
  Unsettled(ToIntFunction<T> id) {
    this.id = id;
  }

  /** Gives what was under the delivery-id before. */
  @Nullable T put(int deliveryId, T delivery) {
    IntObjectHashMap<T> made = deliveries;
    if (made == null) {
      made = new IntObjectHashMap<>();
      deliveries = made;
      seed = new SplittableRandom().nextInt() | 1;
    }
    return made.put(key(deliveryId), delivery);
  }

  @Nullable T get(int deliveryId) {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? null : made.get(key(deliveryId));
  }

  @Nullable T remove(int deliveryId) {
    IntObjectHashMap<T> made = deliveries;
    return made == null ? null : made.remove(key(deliveryId));
  }

  /** What stands for a delivery-id in the map, once that is made. */
  int key(int deliveryId) {
    int product = deliveryId * seed;
    return (product ^ product >>> Short.SIZE) * SPREAD;
  }

  /** Those of a range of delivery-ids, in its order (RFC 1982). */
  List<T> within(int first, int last) {
    List<T> found = new ArrayList<>();
    for (T delivery : values()) {
      if (Serial.isWithin(id.applyAsInt(delivery), first, last)) {
        found.add(delivery);
      }
    }
    found.sort((a, b) -> id.applyAsInt(a) - id.applyAsInt(b));
    return found;
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
