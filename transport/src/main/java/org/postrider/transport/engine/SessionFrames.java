// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.ErrorConditions;

/**
 * Brings each frame of a session to the link, or to the deliveries, that it is for, by the handles
 * of the peer (AMQP 2.6.2, 2.7).
 *
 * <p>Confined to the engine's thread.
 */
final class SessionFrames {

  private final SessionEndpoint session;

  SessionFrames(SessionEndpoint session) {
    this.session = session;
  }

  /**
   * The peer asks for a link, or answers.
   *
   * @param octets what is kept of the attach
   */
  void attached(Attach attach, int octets) {
    if (attach.handle() > Handles.HANDLE_MAX) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.FRAMING_ERROR,
          "handle " + attach.handle() + " exceeds handle-max " + Handles.HANDLE_MAX);
    }
    if (session.handles().remote(attach.handle()) != null) {
      throw ProtocolViolation.ofSession(
          session,
          ErrorConditions.HANDLE_IN_USE,
          "handle " + attach.handle() + " is attached already");
    }
    ConnectionEngine connection = session.connection();
    Link known = session.links().get(attach.role().opposite(), attach.name());
    if (known != null && !LinkState.TABLE.allows(known.state(), LinkEvent.RECEIVE_ATTACH)) {
      session.steal(known);
      known = null;
    }
    if (known == null) {
      connection.sessions().steal(attach.role().opposite(), attach.name());
    }
    PeerHoldings holdings = connection.holdings();
    int held = known == null ? holdings.addLink(octets) : holdings.addAnswer(octets);
    Link link = known == null ? session.links().askedFor(session, attach) : known;
    link.held(held);
    session.handles().putRemote(attach.handle(), link);
    connection.sessions().attached(link);
    link.remoteAttached(attach);
    if (link.state() == LinkState.ATTACH_RCVD && known == null) {
      session.askedFor(link);
    }
  }

  /** The peer tells its windows and, of a link, credit or what it has to send. */
  void flowed(FlowView flow) {
    session.window().flowed(flow);
    if (flow.handle() >= 0) {
      Link link = remoteLink(flow.handle());
      if (!link.isDetaching()) {
        link.flowed(flow);
        if (flow.echo() && link.isLocallyAttached()) {
          link.sendFlow(true);
        }
      }
    } else if (flow.echo()) {
      session.batch().sessionFlowIsDue();
    }
    session.outgoing().pump();
  }

  /** A message comes, or a part of one. */
  void transferred(TransferView transfer, ByteBuf payload, int length) {
    boolean within = session.window().received();
    session.batch().tellWindow();
    Link link = remoteLink(transfer.handle());
    if (!within && !(link instanceof ReceiverLink begun && begun.mayEndMessage())) {
      throw ProtocolViolation.ofSession(
          session, ErrorConditions.WINDOW_VIOLATION, "transfer beyond the incoming-window");
    }
    if (link.isDetaching()) {
      return;
    }
    if (!(link instanceof ReceiverLink receiver) || !link.isLocallyAttached()) {
      throw ProtocolViolation.ofSession(
          session, ErrorConditions.NOT_ALLOWED, "transfer on " + link + ", which receives none");
    }
    receiver.transferred(transfer, payload, length);
  }

  /** The peer tells the state of a range of deliveries, as the end that its role says. */
  void disposed(DispositionView disposition) {
    if (disposition.role() == Role.RECEIVER) {
      session.outgoing().disposed(disposition);
    } else {
      session.incoming().disposed(disposition);
    }
  }

  /** The peer ends a link. */
  void detached(Detach detach) {
    remoteLink(detach.handle()).remoteDetached(detach);
  }

  private Link remoteLink(long handle) {
    Link link = session.handles().remote(handle);
    if (link == null) {
      throw ProtocolViolation.ofSession(
          session, ErrorConditions.UNATTACHED_HANDLE, "handle " + handle + " is not attached");
    }
    return link;
  }
}
