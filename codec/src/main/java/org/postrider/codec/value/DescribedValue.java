// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import org.jspecify.annotations.Nullable;

/**
 * A described value whose descriptor this codec gives no type of its own (AMQP 1.3).
 *
 * <p>Immutable as far as its parts are.
 *
 * @param descriptor usually a {@link Symbol} or a {@link ULong}
 * @param value the value that it describes
 */
public record DescribedValue(Object descriptor, @Nullable Object value) {

  /**
   * Checks the descriptor.
   *
   * @throws IllegalArgumentException if it is null or described itself
   */
  public DescribedValue {
    if (descriptor == null || descriptor instanceof DescribedValue) {
      throw new IllegalArgumentException(
          "descriptor '" + descriptor + "' must not be null or described (AMQP 1.2)");
    }
  }
}
