// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue of many producers and one consumer that is made with its first element: a kilobyte that a
 * session without listener, or one that only sends, has not.
 *
 * <p>Thread-safe: any thread adds, one at a time takes. Who uses it bounds it.
 *
 * @param <E> what it holds
 */
public final class LateQueue<E> {

  private static final int CHUNK = 64;

  private final AtomicReference<@Nullable MpscUnboundedAtomicArrayQueue<E>> queue =
      new AtomicReference<>();

  /** Adds an element behind all others. */
  public void add(E element) {
    MpscUnboundedAtomicArrayQueue<E> made = queue.get();
    if (made == null) {
      // Whoever comes second takes the first one's.
      queue.compareAndSet(null, new MpscUnboundedAtomicArrayQueue<>(CHUNK));
      made = Objects.requireNonNull(queue.get());
    }
    made.offer(element);
  }

  /** Takes the first element; null if there is none. */
  public @Nullable E poll() {
    MpscUnboundedAtomicArrayQueue<E> made = queue.get();
    return made == null ? null : made.poll();
  }

  /** Whether there is no element. */
  public boolean isEmpty() {
    MpscUnboundedAtomicArrayQueue<E> made = queue.get();
    return made == null || made.isEmpty();
  }
}
