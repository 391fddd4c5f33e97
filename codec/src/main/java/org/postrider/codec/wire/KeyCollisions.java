// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many keys of a map may have one hash where no order tells them apart.
 *
 * <p>Stateless. A hash map finds its way among keys of one hash as long as they are of one class
 * that has an order; of two classes, or compound, each is looked for among all, so that a map of a
 * hostile peer would cost quadratic time.
 */
final class KeyCollisions {

  /** So many may have one hash: more than one number has as each of AMQP's types. */
  static final int MAX_OF_ONE_HASH = 16;

  /** A map of no more entries than this costs little, whatever its keys are. */
  static final int FEW_ENTRIES = 32;

  private KeyCollisions() {}

  /**
   * Whether the keys of a map are to be looked at before they are put into it, from a key on.
   *
   * @param entries how many the map will have
   * @param compoundKeys how many keys were compound, up to this one
   */
  static boolean areToBeCounted(
      int entries, int compoundKeys, @Nullable Object key, @Nullable Object first) {
    return compoundKeys > MAX_OF_ONE_HASH
        || (entries > FEW_ENTRIES
            && (key == null || first == null || key.getClass() != first.getClass()));
  }

  /**
   * Looks at all keys of a map before those that wait are put into it.
   *
   * @param keys those that are in it
   * @param waiting keys and values by turns
   * @throws DecodeException if too many have one hash
   */
  static void check(Collection<?> keys, List<? extends @Nullable Object> waiting) {
    int[] hashes = new int[keys.size() + waiting.size() / 2];
    int count = 0;
    for (Object key : keys) {
      hashes[count++] = Objects.hashCode(key);
    }
    for (int i = 0; i < waiting.size(); i += 2) {
      hashes[count++] = Objects.hashCode(waiting.get(i));
    }
    Arrays.sort(hashes);
    for (int i = MAX_OF_ONE_HASH; i < hashes.length; i++) {
      if (hashes[i] == hashes[i - MAX_OF_ONE_HASH]) {
        throw new DecodeException(
            "map with more than "
                + MAX_OF_ONE_HASH
                + " keys that have one hash and no order is not supported");
      }
    }
  }
}
