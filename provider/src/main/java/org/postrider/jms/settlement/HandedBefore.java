// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of messages that a consumer's application had got and not acknowledged when a connection
 * was lost: a broker that was killed may deliver them again without a word of it.
 *
 * <p>Thread-safe. It keeps the last {@link #MAX} ids; each is forgotten when its message comes.
 */
public final class HandedBefore {

  /** How many ids are kept. */
  static final int MAX = 4096;

  // Made with the first loss.
  private Set<Object> ids = Set.of();
  // Asked for with every message.
  private volatile boolean empty = true;

  HandedBefore() {}

  /** Whether there is nothing to be looked up. */
  public boolean isEmpty() {
    return empty;
  }

  /** Keeps an id, if there is one. */
  public synchronized void remember(@Nullable Object id) {
    if (id != null) {
      if (empty) {
        ids = new LinkedHashSet<>();
      }
      ids.add(id);
      if (ids.size() > MAX) {
        Iterator<Object> eldest = ids.iterator();
        eldest.next();
        eldest.remove();
      }
      empty = false;
    }
  }

  /** Forgets an id; gives whether it was kept. */
  public synchronized boolean forget(@Nullable Object id) {
    boolean known = id != null && !empty && ids.remove(id);
    empty = ids.isEmpty();
    return known;
  }
}
