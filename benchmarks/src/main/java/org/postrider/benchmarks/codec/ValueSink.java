// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where everything goes that a codec reads: a black hole, or a list that a test looks at.
 *
 * <p>Confined to one thread. A benchmark's process has one class of sink only.
 */
abstract class ValueSink implements BiConsumer<String, @Nullable Object> {

  abstract void value(@Nullable Object value);

  abstract void value(long value);

  /** An entry of the application properties. */
  @Override
  public void accept(String key, @Nullable Object value) {
    value(key);
    value(value);
  }
}
