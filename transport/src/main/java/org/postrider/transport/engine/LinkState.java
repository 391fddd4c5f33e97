// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.LinkEvent.DISCONNECT;
import static org.postrider.transport.engine.LinkEvent.RECEIVE_ATTACH;
import static org.postrider.transport.engine.LinkEvent.RECEIVE_DETACH;
import static org.postrider.transport.engine.LinkEvent.SEND_ATTACH;
import static org.postrider.transport.engine.LinkEvent.SEND_DETACH;

/** The states of a link endpoint (AMQP 2.6.3 to 2.6.6). */
public enum LinkState {
  /** Not attached from either side. */
  DETACHED,
  /** Our attach was sent. */
  ATTACH_SENT,
  /** The peer's attach came. */
  ATTACH_RCVD,
  /** Both attaches. */
  ATTACHED,
  /** Our attach was sent, and our detach follows when the peer's attach has come. */
  DETACH_PIPE,
  /** Our detach was sent. */
  DETACH_SENT,
  /** The peer's detach came. */
  DETACH_RCVD;

  /** The machine. */
  public static final Transitions<LinkState, LinkEvent> TABLE =
      Transitions.of("link", LinkState.class, LinkEvent.class)
          .on(DETACHED, SEND_ATTACH, ATTACH_SENT)
          .on(DETACHED, RECEIVE_ATTACH, ATTACH_RCVD)
          .on(ATTACH_SENT, RECEIVE_ATTACH, ATTACHED)
          .on(ATTACH_SENT, SEND_DETACH, DETACH_PIPE)
          .on(ATTACH_RCVD, SEND_ATTACH, ATTACHED)
          .on(ATTACH_RCVD, RECEIVE_DETACH, DETACH_RCVD)
          .on(ATTACHED, SEND_DETACH, DETACH_SENT)
          .on(ATTACHED, RECEIVE_DETACH, DETACH_RCVD)
          .on(DETACH_PIPE, RECEIVE_ATTACH, DETACH_SENT)
          .on(DETACH_SENT, RECEIVE_DETACH, DETACHED)
          .on(DETACH_RCVD, SEND_ATTACH, DETACH_RCVD)
          .on(DETACH_RCVD, SEND_DETACH, DETACHED)
          .onAny(DISCONNECT, DETACHED);
}
