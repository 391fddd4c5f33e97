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
public record DescribedValue(Object descriptor, @Nullable Object value) {}
