// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How much waits for all the clients of a listener that do not read, so that many of them cannot
 * take the memory of the others: the one for which most waits is given up.
 *
 * <p>Thread-safe: the clients are on several event loops.
 */
final class UnreadOutputs {

  /** How much may wait for all of them. */
  static final long MAX_OCTETS = 128L * 1024 * 1024;

  /** Whose part is no more is slow, perhaps, but not at fault: a message or two wait for it. */
  static final long HONEST_OCTETS = 2L * 1024 * 1024;

  private final long maxOctets;
  private final long honestOctets;
  private final Set<UnreadOutput> unwritable = ConcurrentHashMap.newKeySet();

  UnreadOutputs() {
    this(MAX_OCTETS, HONEST_OCTETS);
  }

  UnreadOutputs(long maxOctets, long honestOctets) {
    this.maxOctets = maxOctets;
    this.honestOctets = honestOctets;
  }

  /** More waits for a client than it takes. */
  void add(UnreadOutput client) {
    unwritable.add(client);
  }

  /** The client takes what is for it, or is gone. */
  void remove(UnreadOutput client) {
    unwritable.remove(client);
  }

  /** Whether too much waits; whoever is most at fault is given up then. */
  boolean isTooMuch() {
    long all = 0;
    long most = honestOctets;
    UnreadOutput worst = null;
    for (UnreadOutput client : unwritable) {
      long octets = client.waiting();
      all += octets;
      if (octets > most) {
        most = octets;
        worst = client;
      }
    }
    if (all <= maxOctets) {
      return false;
    }
    giveUp(worst, all);
    return true;
  }

  private void giveUp(@Nullable UnreadOutput worst, long all) {
    if (worst != null && unwritable.remove(worst)) {
      worst.giveUp(all + " for all clients of the listener, more than " + maxOctets);
    }
  }
}
