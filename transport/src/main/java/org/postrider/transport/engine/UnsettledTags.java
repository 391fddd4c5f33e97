// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The delivery-tags of what one attachment of a link has received and not settled: each stands for
 * one delivery (AMQP 2.7.5).
 *
 * <p>Confined to the engine's thread. A table in which each delivery lies at, or behind, the place
 * that its tag names, so that a delivery costs no object here. Its size is bounded by the link's
 * credit. What the sender sends settled is never in here.
 */
final class UnsettledTags {

  private static final int FIRST_CAPACITY_BITS = 4;

  private static final IncomingDelivery[] NOTHING = new IncomingDelivery[0];

  private @Nullable IncomingDelivery[] table = NOTHING;
  private long seed;
  private int size;

  /** Adds a delivery, unless another one has its tag: then it gives false. */
  boolean add(IncomingDelivery delivery) {
    if (2 * size >= table.length) {
      grow();
    }
    int at = place(delivery);
    for (IncomingDelivery other = table[at]; other != null; other = table[at]) {
      if (other.hasTagOf(delivery)) {
        return false;
      }
      at = next(at);
    }
    table[at] = delivery;
    size++;
    return true;
  }

  /** A delivery is settled; one that is not here has no effect. */
  void remove(IncomingDelivery delivery) {
    if (size == 0) {
      return;
    }
    int at = place(delivery);
    while (table[at] != delivery) {
      if (table[at] == null) {
        return;
      }
      at = next(at);
    }
    size--;
    closeUp(at);
  }

  /** Nothing must be missing between a delivery and the place that its tag names. */
  private void closeUp(int gap) {
    int hole = gap;
    int at = next(hole);
    for (IncomingDelivery later = table[at]; later != null; later = table[at]) {
      int mask = table.length - 1;
      if (((at - place(later)) & mask) >= ((at - hole) & mask)) {
        table[hole] = later;
        hole = at;
      }
      at = next(at);
    }
    table[hole] = null;
  }

  void clear() {
    table = NOTHING;
    size = 0;
  }

  int size() {
    return size;
  }

  private void grow() {
    if (table.length == 0) {
      seed = new SplittableRandom().nextLong() | 1;
    }
    @Nullable IncomingDelivery[] old = table;
    table = new IncomingDelivery[Math.max(1 << FIRST_CAPACITY_BITS, 2 * old.length)];
    for (IncomingDelivery delivery : old) {
      if (delivery != null) {
        int at = place(delivery);
        while (table[at] != null) {
          at = next(at);
        }
        table[at] = delivery;
      }
    }
  }

  private int place(IncomingDelivery delivery) {
    // The highest bits of a product are the best spread ones, also where tags are counted up.
    return delivery.tagHash(seed) >>> Integer.numberOfLeadingZeros(table.length - 1);
  }

  private int next(int at) {
    return (at + 1) & (table.length - 1);
  }
}
