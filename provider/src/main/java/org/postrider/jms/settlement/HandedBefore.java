// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import org.jspecify.annotations.Nullable;

/**
 * What a consumer sees of its session's {@link HandedMessages}: those of its own origin.
 *
 * <p>Immutable; what it shows is thread-safe.
 */
public final class HandedBefore {

  private final HandedMessages messages;
  private final Object origin;

  HandedBefore(HandedMessages messages, Object origin) {
    this.messages = messages;
    this.origin = origin;
  }

  /** Whether there is nothing to be looked up, whatever the origin. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Keeps an id, if there is one. */
  public void remember(@Nullable Object id) {
    messages.remember(origin, id);
  }

  /** Forgets an id; gives whether it was kept. */
  public boolean forget(@Nullable Object id) {
    return messages.forget(origin, id);
  }
}
