// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP array: values of one type, which may be described (AMQP 1.6.24).
 *
 * <p>Immutable as far as its elements are; the list is not copied.
 *
 * @param elementType the primitive type of every element
 * @param descriptor the descriptor that every element bears; null where the elements are not
 *     described; where they bear several, a {@link DescribedValue} of the outer one and the inner
 *     one or ones
 * @param elements the values, each without the descriptor; null only in an array of nulls
 */
public record AmqpArray(
    AmqpType elementType, @Nullable Object descriptor, List<? extends @Nullable Object> elements) {

  /** An array of elements that are not described. */
  public static AmqpArray of(AmqpType elementType, List<? extends @Nullable Object> elements) {
    return new AmqpArray(elementType, null, elements);
  }

  /** The number of elements. */
  public int size() {
    return elements.size();
  }
}
