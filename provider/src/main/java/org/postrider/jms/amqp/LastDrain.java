// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.ReceiverLink;

/**
 * The drain of a consumer before a rollback gives messages back: what the broker has prepared must
 * come before, or it overtakes them (Jakarta Messaging 6.2.7).
 *
 * <p>Confined to the event loop. A broker on proton-j, as Artemis, answers a drain before what its
 * socket or the session's window holds up, counts that as given back, and sends it with the next
 * credit. So the drain waits for a lull; and where much has come, or the drain before brought
 * something, the credit that came back is granted and drained once more.
 */
final class LastDrain {

  /** For how long nothing must have come. */
  private static final long QUIET_MS = 10;

  /** The same where much has come: a broker's pause is longer now and then. */
  private static final long LONG_QUIET_MS = 50;

  /** How long it waits for a long lull before a short one will do. */
  private static final long LONG_PATIENCE_MS = 250;

  /** How long it waits for a lull at all. */
  private static final long PATIENCE_MS = 5000;

  /** Less than that is nowhere held up. */
  private static final int MUCH_OCTETS = 64 * 1024;

  /** How often it is asked for again at most: each time the broker may prepare more. */
  private static final int REPEATS = 4;

  /** Artemis forgets a drain that comes right after another. */
  private static final long PAUSE_MS = 2;

  private enum Phase {
    LULL,
    DRAIN,
    PAUSE,
    OVER
  }

  private final AmqpConnection connection;
  private final ReceiverLink link;
  private final InboundQueue inbound;
  private final Runnable usedUp;
  private final long begunMs;
  private Phase phase = Phase.LULL;
  private int granted;
  private int came;
  private int repeats;

  /**
   * A drain that is still to begin; it calls {@code usedUp} if all of the credit is used before.
   */
  LastDrain(AmqpConnection connection, ReceiverLink link, InboundQueue inbound, Runnable usedUp) {
    this.connection = connection;
    this.link = link;
    this.inbound = inbound;
    this.usedUp = usedUp;
    this.begunMs = connection.nowMs();
  }

  /** Asks for it as soon as nothing comes any more. */
  void begin() {
    if (phase != Phase.LULL) {
      return;
    }
    if (link.credit() == 0) {
      usedUp.run();
      return;
    }
    long leftMs = leftMs();
    if (leftMs <= 0) {
      ask();
    } else {
      connection.schedule(leftMs, this::begin);
    }
  }

  private long leftMs() {
    long nowMs = connection.nowMs();
    long spentMs = nowMs - begunMs;
    if (spentMs >= PATIENCE_MS) {
      return 0;
    }
    long quietMs = spentMs < LONG_PATIENCE_MS && hasMuch() ? LONG_QUIET_MS : QUIET_MS;
    return link.isComing() ? quietMs : quietMs - (nowMs - link.movedMs());
  }

  private boolean hasMuch() {
    return inbound.octets() >= MUCH_OCTETS;
  }

  private void ask() {
    phase = Phase.DRAIN;
    granted = link.credit();
    came = 0;
    link.drainAll();
  }

  /** Whether the broker is to answer. */
  boolean isAsked() {
    return phase == Phase.DRAIN;
  }

  /** A message came. */
  void came() {
    came++;
  }

  /** The link has no credit left: asks once more if something may still be held up. */
  boolean goesOn() {
    if (phase != Phase.DRAIN) {
      return phase == Phase.PAUSE;
    }
    int back = granted - came;
    boolean again = repeats == 0 ? hasMuch() : came > 0;
    if (back <= 0 || repeats == REPEATS || !(again || link.isComing())) {
      return false;
    }
    repeats++;
    phase = Phase.PAUSE;
    connection.schedule(PAUSE_MS, () -> askAgain(back));
    return true;
  }

  private void askAgain(int back) {
    if (phase == Phase.PAUSE) {
      link.credit(back);
      ask();
    }
  }

  /** Nobody waits for it any more. */
  void end() {
    phase = Phase.OVER;
  }
}
