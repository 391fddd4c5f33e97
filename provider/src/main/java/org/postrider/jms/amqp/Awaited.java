// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What threads wait for that a session's end ends at the latest, whatever has ended the session:
 * the broker, the connection, this end, or that nobody waits for the broker any more.
 *
 * <p>Thread-safe. An answer, or a link's own end, completes a future before; then this does
 * nothing.
 */
final class Awaited {

  private final Set<CompletableFuture<?>> futures = ConcurrentHashMap.newKeySet(1);
  private final AtomicReference<@Nullable Supplier<JMSException>> end = new AtomicReference<>();

  /** Has a future fail at the end, or at once if that has come. */
  @SuppressWarnings("CollectionUndefinedEquality") // Each is equal to itself only.
  <T> CompletableFuture<T> add(CompletableFuture<T> future) {
    futures.add(future);
    CompletableFuture<T> unused = future.whenComplete((value, failure) -> futures.remove(future));
    Supplier<JMSException> ended = end.get();
    if (ended != null) {
      // It may have come in before the end looked, or after.
      future.completeExceptionally(ended.get());
    }
    return future;
  }

  /**
   * The end has come: whoever waits yet waits no more, and nobody will. The first end counts.
   *
   * @param why asked only if somebody waits
   */
  void end(Supplier<JMSException> why) {
    end.compareAndSet(null, why);
    futures.forEach(future -> future.completeExceptionally(why.get()));
  }
}
