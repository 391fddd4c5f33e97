// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The unsettled deliveries of one link: the end of a link looks at these, and not at those of its
 * whole session.
 *
 * <p>Confined to the engine's thread. Each delivery keeps its place in here, so that it costs no
 * object, and is found without a search.
 */
final class LinkDeliveries<T> {

  /** The place of a delivery that is in none. */
  static final int NOWHERE = -1;

  private static final int FIRST_CAPACITY = 8;
  private static final Object[] NOTHING = new Object[0];

  private final ToIntFunction<T> place;
  private final ObjIntConsumer<T> move;
  private @Nullable Object[] deliveries = NOTHING;
  private int size;

  /** None yet; each delivery tells the place that it was moved to last. */
  LinkDeliveries(ToIntFunction<T> place, ObjIntConsumer<T> move) {
    this.place = place;
    this.move = move;
  }

  /** Adds one that is nowhere. */
  void add(T delivery) {
    if (size == deliveries.length) {
      deliveries = Arrays.copyOf(deliveries, Math.max(FIRST_CAPACITY, 2 * size));
    }
    deliveries[size] = delivery;
    move.accept(delivery, size++);
  }

  /** Takes one out, whose place the last one gets; where it is nowhere it gives false. */
  boolean remove(T delivery) {
    int at = place.applyAsInt(delivery);
    if (at == NOWHERE) {
      return false;
    }
    T last = get(--size);
    deliveries[at] = last;
    move.accept(last, at);
    deliveries[size] = null;
    move.accept(delivery, NOWHERE);
    return true;
  }

  @SuppressWarnings("unchecked") // Nothing else is added.
  private T get(int at) {
    return (T) deliveries[at];
  }

  /** In no order. */
  List<T> all() {
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(get(i));
    }
    return all;
  }

  int size() {
    return size;
  }
}
