// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;

/**
 * The ids of messages that a session's application had got and not acknowledged when a connection
 * was lost: a broker that was killed may deliver them again without a word of it, and to another
 * consumer of the same queue.
 *
 * <p>Thread-safe. It keeps the last {@link #MAX} ids; each is forgotten when its message comes.
 */
public final class HandedMessages {

  /** How many ids are kept. */
  static final int MAX = 4096;

  /** A longer id is not kept: it could be as long as a message may be. */
  static final int MAX_ID_LENGTH = 1024;

  /** A message by its id, among those of one origin: each subscription gets a copy of its own. */
  private record Handed(Object origin, Object id) {}

  // Most sessions never lose their connection.
  private Set<Handed> messages = Collections.emptySet();
  // Asked for with every message.
  private volatile boolean empty = true;

  /** Nothing is kept yet. */
  public HandedMessages() {}

  /**
   * What is kept of one origin.
   *
   * @param origin equal for consumers that take messages from one another: those of one queue
   */
  public HandedBefore of(Object origin) {
    return new HandedBefore(this, origin);
  }

  boolean isEmpty() {
    return empty;
  }

  synchronized void remember(Object origin, @Nullable Object id) {
    if (id != null && length(id) <= MAX_ID_LENGTH) {
      messages = messages.isEmpty() ? new LinkedHashSet<>() : messages;
      messages.add(new Handed(origin, id));
      if (messages.size() > MAX) {
        Iterator<Handed> eldest = messages.iterator();
        eldest.next();
        eldest.remove();
      }
      empty = false;
    }
  }

  private static int length(Object id) {
    return id instanceof String text
        ? text.length()
        : id instanceof Binary octets ? octets.length() : 0;
  }

  synchronized boolean forget(Object origin, @Nullable Object id) {
    boolean known = id != null && messages.remove(new Handed(origin, id));
    empty = messages.isEmpty();
    return known;
  }
}
