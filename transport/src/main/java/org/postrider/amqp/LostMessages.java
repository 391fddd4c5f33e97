// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import org.postrider.transport.engine.WaitingMessages;

/**
 * The messages that handlers have had and nobody has settled, of links that are gone: they count
 * for as long as the program holds them, or until it tells an outcome, though that goes nowhere.
 *
 * <p>Confined to the container's loop, but for {@link Held#letGo}. A peer could else have a handler
 * keep ever more by detaching its links and attaching others.
 */
final class LostMessages implements WaitingMessages.Line {

  /** So many are looked at with each count, as there may be very many. */
  private static final int LOOKED_AT = 1024;

  /** And so many with each that is added: what is kept is at most about twice what is held. */
  private static final int LOOKED_AT_EACH = 2;

  /** One of them, as long as it is in memory. */
  static final class Held {
    private final WeakReference<Message> message;
    private final int octets;

    private Held(Message message, int octets) {
      this.message = new WeakReference<>(message);
      this.octets = octets;
    }

    /** The program is done with it; on any thread. */
    void letGo() {
      message.clear();
    }
  }

  private final WaitingMessages all;
  private final Deque<Held> held = new ArrayDeque<>();
  private long octets;

  /** None yet, of those of a connection. */
  LostMessages(WaitingMessages all) {
    this.all = all;
  }

  /** Another one, of a link that is gone. */
  Held add(Message message, int messageOctets) {
    Held added = new Held(message, messageOctets);
    if (all.limit() > 0) {
      all.add(this);
      forget(LOOKED_AT_EACH);
      held.add(added);
      octets += messageOctets;
    }
    return added;
  }

  /** Whether there are so many that none of our own links gets more than its share either. */
  boolean isFull() {
    return all.limit() > 0 && octets >= all.limit();
  }

  @Override
  public long octets() {
    forget(LOOKED_AT);
    return octets;
  }

  /** Looks at so many of the eldest, and at those that are still held again after all others. */
  private void forget(int lookedAt) {
    for (int i = Math.min(lookedAt, held.size()); i > 0; i--) {
      Held eldest = held.remove();
      if (eldest.message.refersTo(null)) {
        octets -= eldest.octets;
      } else {
        held.add(eldest);
      }
    }
  }

  @Override
  public boolean isOurs() {
    return false;
  }

  @Override
  public void withhold(long until) {
    // They have no credit.
  }

  @Override
  public void shutWindow() {
    // Nor a session.
  }
}
