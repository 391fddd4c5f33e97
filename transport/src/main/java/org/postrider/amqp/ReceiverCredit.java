// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.ReceiverLink;

/**
 * How many messages a receiver lets come: what is kept up, or given by hand, or drained, or
 * withheld because too much is not settled.
 *
 * <p>Confined to the container's loop, but for {@link #current}.
 */
final class ReceiverCredit implements UnsettledOctets.Owner {

  private final LinkCore core;
  private final LongSupplier window;
  private final UnsettledOctets unsettled;

  // Survives a reconnect.
  private @Nullable ReceiverLink link;
  private boolean warned;

  private boolean drainDue;

  /** What was given by hand before there was a link, and before any drain was asked for. */
  private int early;

  /** What was given by hand behind a drain that was asked for, and waits for its end. */
  private int grantDue;

  // One attachment.
  private boolean draining;
  private volatile int current;

  /**
   * The credit of a link that is not there yet.
   *
   * @param window how much is kept up; 0 for what is given by hand
   */
  ReceiverCredit(LinkCore core, LongSupplier window) {
    this.core = core;
    this.window = window;
    this.unsettled = new UnsettledOctets(connection().core().waiting(), this);
  }

  private Connection connection() {
    return core.session().connection();
  }

  /** Which link it is of: it is not attached yet. */
  void of(ReceiverLink newLink) {
    link = newLink;
    if (early > 0) {
      newLink.credit(early);
      early = 0;
      core.touch();
    }
  }

  /** How many messages may still come; on any thread. */
  int current() {
    return current;
  }

  /** So many more, by hand. */
  void grant(int messages) {
    ReceiverLink over = link;
    if (core.isCloseAsked()) {
      return;
    }
    if (draining || drainDue) {
      // AMQP 2.6.7: credit without the flag would end the drain, and nobody would hear of that.
      grantDue = sum(grantDue, messages);
      return;
    }
    if (over == null) {
      // It waits for its name.
      early = sum(early, messages);
      current = early;
      return;
    }
    over.credit(sum(over.credit(), messages));
    current = over.credit();
    core.touch();
  }

  private static int sum(int credit, int more) {
    return (int) Math.min(Integer.MAX_VALUE, (long) credit + more);
  }

  /** Has the peer send what it has, and give the rest of the credit back. */
  void drain() {
    ReceiverLink over = link;
    if (draining || core.isCloseAsked()) {
      return;
    }
    if (over == null || !core.isOpen()) {
      drainDue = true;
      return;
    }
    draining = true;
    if (over.credit() == 0) {
      // There is nothing to give back, and not every peer would answer. Told by a turn of the loop
      // of its own, so that a handler that drains again and again leaves room for the others.
      connection().later(() -> endEmptyDrain(over), 0);
      return;
    }
    over.drain();
    core.touch();
  }

  private void endEmptyDrain(ReceiverLink over) {
    if (draining && core.isOpen()) {
      endDrain(over);
    }
  }

  private void endDrain(ReceiverLink over) {
    draining = false;
    current = over.credit();
    core.fire(EventType.DRAINED);
    topUp();
    grantWhatWaited();
  }

  private void grantWhatWaited() {
    int due = grantDue;
    if (due > 0 && !draining && !drainDue) {
      grantDue = 0;
      grant(due);
    }
  }

  @Override
  public boolean isOurs() {
    return link != null && !link.isRemoteInitiated() && !connection().core().lost().isFull();
  }

  @Override
  public void takeBack() {
    if (link != null && core.isOpen() && !draining) {
      link.credit(0);
      current = 0;
      core.touch();
    }
    if (!warned) {
      warned = true;
      connection().log().withheld("receiver " + core.name(), unsettled.octets());
    }
  }

  @Override
  public void shutWindow() {
    if (link != null && core.isOpen() && link.credit() == 0) {
      link.shutWindow();
    }
  }

  @Override
  public void grantAgain() {
    if (link != null) {
      link.openWindow();
      topUp();
    }
  }

  @Override
  public void later(Runnable command, long delayMs) {
    connection().later(command, delayMs);
  }

  /** Keeps the credit up: each time that half of it is used, in one flow. */
  void topUp() {
    ReceiverLink over = link;
    if (over == null) {
      return;
    }
    long full = window.getAsLong();
    if (full > 0
        && !draining
        && !unsettled.isWithheld()
        && core.isOpen()
        && over.credit() <= full / 2) {
      over.credit((int) full);
      core.touch();
    }
    current = over.credit();
  }

  // What becomes of the link.

  /** Whether a drain goes on, over one attachment or until the next. */
  boolean isDraining() {
    return draining;
  }

  /**
   * The link is attached.
   *
   * @param drainCut whether the attachment before took a drain with it
   */
  void attached(boolean drainCut) {
    unsettled.begin();
    if (link != null && drainCut) {
      endDrain(link);
    } else {
      topUp();
    }
    if (drainDue) {
      drainDue = false;
      drain();
    }
  }

  /** A message has come, or was given up: of what was granted, one less is left. */
  void used() {
    ReceiverLink over = link;
    if (over != null) {
      current = over.credit();
    }
  }

  /**
   * Whether a message that has come goes back to the peer, and the application does not get it: far
   * too much is not settled.
   */
  boolean goesBack(ReceivedDelivery delivery) {
    if (window.getAsLong() == 0
        || delivery.isRemotelySettled()
        || !unsettled.goesBack(delivery.octets())) {
      return false;
    }
    connection().log().wentBack(connection().core().waiting());
    return true;
  }

  /** The application has had a message; what is not settled counts, unless credit is by hand. */
  void delivered(ReceivedDelivery delivery, @Nullable Message message) {
    if (window.getAsLong() > 0) {
      delivery.countIn(unsettled, message);
    }
    topUp();
  }

  /** The peer's flow came. */
  void flowed(ReceiverLink over) {
    current = over.credit();
    core.fire(EventType.LINK_FLOW);
    if (draining && over.credit() == 0) {
      endDrain(over);
    }
  }

  /** The attachment is over; a drain ends with the next one. */
  void lost() {
    unsettled.clear();
    current = 0;
    early = 0;
    grantDue = 0;
  }

  /** The link is at its end. */
  void ended() {
    lost();
    draining = false;
    drainDue = false;
  }
}
