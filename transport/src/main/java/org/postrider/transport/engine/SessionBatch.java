// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.FieldReader;

/**
 * What a session gathers until the next flush: dispositions in ranges, and the flows that are due
 * (AMQP 2.7.4, 2.7.6).
 *
 * <p>Confined to the engine's thread.
 */
final class SessionBatch {

  /** Most sessions have one link or two. */
  private static final int FIRST_CAPACITY = 1;

  private final SessionEndpoint session;
  private final DispositionRun received;
  private final DispositionRun sent;
  private final List<ReceiverLink> flowsDue = new ArrayList<>(FIRST_CAPACITY);
  private @Nullable ReceiverLink shutBy;
  private boolean shutForAll;
  private boolean sessionFlowDue;
  private boolean flushDue;
  private int inLine;

  SessionBatch(SessionEndpoint session, FrameOutput output) {
    this.session = session;
    received = new DispositionRun(output, Role.RECEIVER);
    sent = new DispositionRun(output, Role.SENDER);
  }

  void add(IncomingDelivery delivery, boolean settle) {
    if (session.canSend()) {
      received.add(session.channel(), delivery.id(), delivery.localState(), settle);
      flushIsDue();
    }
  }

  void add(OutgoingDelivery delivery, boolean settle) {
    if (session.canSend()) {
      sent.add(session.channel(), delivery.id(), delivery.localState(), settle);
      flushIsDue();
    }
  }

  void flushDispositions() {
    received.flush(session.channel());
    sent.flush(session.channel());
  }

  void flowIsDue(ReceiverLink link) {
    flowsDue.add(link);
    flushIsDue();
  }

  /** One link more has a message that comes in parts and is in line, or one less. */
  void inLine(int change) {
    inLine += change;
  }

  boolean isInLine() {
    return inLine > 0;
  }

  /** The window may have to be opened again: it is once the peer is told. */
  void tellWindow() {
    if (session.window().isToBeTold()) {
      sessionFlowIsDue();
    }
  }

  /**
   * Far too much waits of a link, and its peer may go on: unless another would wait for it.
   *
   * @param whoeverWaits shuts it all the same, and then nobody else opens it
   */
  void shutWindow(ReceiverLink by, boolean whoeverWaits) {
    boolean shuts = shutBy == null && !session.links().expectsAnother(by);
    if (shuts || (whoeverWaits && !shutForAll)) {
      shutBy = by;
      shutForAll = whoeverWaits;
      session.window().shut(true);
    }
  }

  /** Enough of it was taken, or another link is to get something. */
  void openWindow(ReceiverLink link) {
    if (shutBy == link || (shutBy != null && !shutForAll)) {
      shutBy = null;
      shutForAll = false;
      session.window().shut(false);
      tellWindow();
    }
  }

  boolean isWindowShutBy(ReceiverLink link) {
    return shutBy == link;
  }

  void sessionFlowIsDue() {
    sessionFlowDue = true;
    flushIsDue();
  }

  private void flushIsDue() {
    if (!flushDue) {
      flushDue = true;
      session.connection().sessions().flushIsDue(session);
    }
  }

  /** Puts out what was gathered: dispositions first, for credit may depend on them. */
  void flush() {
    flushDue = false;
    if (!session.canSend()) {
      return;
    }
    flushDispositions();
    for (int i = 0; i < flowsDue.size(); i++) {
      flowsDue.get(i).sendFlow(false);
    }
    flowsDue.clear();
    if (sessionFlowDue) {
      sendFlow(LinkFlow.NONE);
    }
  }

  /** Sends a flow at once: of a link, or of the session only. */
  void sendFlow(LinkFlow link) {
    // Every flow tells the session's state, so none needs to follow it.
    sessionFlowDue = false;
    TransferWindow window = session.window();
    window.replenish();
    boolean begun = session.remoteChannel() != ConnectionEngine.NO_CHANNEL;
    session.send(
        new Flow(
            begun ? window.nextIncomingId() & 0xFFFF_FFFFL : FieldReader.ABSENT,
            window.incomingWindow(),
            window.nextOutgoingId() & 0xFFFF_FFFFL,
            TransferWindow.OUTGOING_CAPACITY,
            link.handle(),
            link.deliveryCount(),
            link.linkCredit(),
            link.available(),
            link.drain(),
            link.echo(),
            Map.of()));
  }

  /** The mapping is over. */
  void clear() {
    received.clear();
    sent.clear();
    flowsDue.clear();
    shutBy = null;
    shutForAll = false;
    sessionFlowDue = false;
    flushDue = false;
  }
}
