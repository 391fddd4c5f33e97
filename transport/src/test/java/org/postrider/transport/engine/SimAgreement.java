// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.Objects;
import org.postrider.codec.performative.Role;

/**
 * What must hold between two ends when nothing is under way any more.
 *
 * <p>Stateless.
 */
final class SimAgreement {

  private SimAgreement() {}

  /** Sessions, links and deliveries are the same at both ends, and nothing is left over. */
  static void require(SimWorld world, SimConnection connection) {
    for (int index = 0; index < 2; index++) {
      SimEnd end = world.end(index);
      ObservedSession.require(end.engine().isOpened(), "end " + index + " is not open");
      ObservedEnd here = connection.observed(index);
      ObservedEnd there = connection.observed(1 - index);
      ObservedSession.require(here.underWay.isEmpty(), "frames are under way");
      for (SessionEndpoint session : end.sessions()) {
        requireSession(session, here, there);
      }
      for (SimSender sender : end.senders()) {
        requireSender(sender, here);
      }
    }
  }

  private static void requireSession(SessionEndpoint session, ObservedEnd here, ObservedEnd there) {
    ObservedSession.require(session.state() == SessionState.MAPPED, "session " + session.state());
    ObservedSession mine = Objects.requireNonNull(here.session(session.channel()));
    ObservedSession peers = Objects.requireNonNull(here.peerOf(mine, there));
    ObservedSession.require(
        session.unsettledOutgoing() == mine.unsettledOutgoing(),
        session
            + ": the engine counts "
            + session.unsettledOutgoing()
            + " unsettled outgoing deliveries, the wire "
            + mine.unsettledOutgoing());
    ObservedSession.require(session.unsettledIncoming() == 0, "incoming deliveries are left over");
    for (int id : mine.waitingFor()) {
      ObservedSession.require(
          mine.isUnknownTo(id, peers), "delivery " + id + " was received and is left over");
    }
  }

  private static void requireSender(SimSender sender, ObservedEnd here) {
    SenderLink link = sender.link();
    if (!link.isAttached() || sender.attachment() == null) {
      return;
    }
    ObservedSession session = Objects.requireNonNull(here.session(link.session().channel()));
    ObservedLink observed = session.link(ObservedLink.key(link.name(), Role.SENDER));
    ObservedSession.require(
        observed != null && observed.attachWritten && observed.attachSeen, "link is not attached");
    sender.end().messages().requireAllDelivered(Objects.requireNonNull(sender.attachment()));
  }
}
