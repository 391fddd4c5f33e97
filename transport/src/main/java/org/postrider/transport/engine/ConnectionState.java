// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ConnectionEvent.DISCONNECT;
import static org.postrider.transport.engine.ConnectionEvent.RECEIVE_CLOSE;
import static org.postrider.transport.engine.ConnectionEvent.RECEIVE_HEADER;
import static org.postrider.transport.engine.ConnectionEvent.RECEIVE_OPEN;
import static org.postrider.transport.engine.ConnectionEvent.SEND_CLOSE;
import static org.postrider.transport.engine.ConnectionEvent.SEND_CLOSE_WITH_ERROR;
import static org.postrider.transport.engine.ConnectionEvent.SEND_HEADER;
import static org.postrider.transport.engine.ConnectionEvent.SEND_OPEN;

/** The states of a connection, under the standard's names (AMQP 2.4.6). */
public enum ConnectionState {
  /** No header was sent or received. */
  START,
  /** The peer's header came. */
  HDR_RCVD,
  /** Our header was sent. */
  HDR_SENT,
  /** Both headers. */
  HDR_EXCH,
  /** Header and open were sent; nothing came. */
  OPEN_PIPE,
  /** Header, open and close were sent; nothing came. */
  OC_PIPE,
  /** The peer's open came; ours was not sent. */
  OPEN_RCVD,
  /** Our open was sent; the peer's has not come. */
  OPEN_SENT,
  /** Open and close were sent; the peer's open has not come. */
  CLOSE_PIPE,
  /** Both opens. */
  OPENED,
  /** The peer's close came. */
  CLOSE_RCVD,
  /** Our close was sent. */
  CLOSE_SENT,
  /** Our close was sent with an error: what comes is discarded. */
  DISCARDING,
  /** Closed from both sides, or the socket is gone. */
  END;

  /** The machine. A peer may close without having opened: its error is worth more than the rule. */
  public static final Transitions<ConnectionState, ConnectionEvent> TABLE =
      Transitions.of("connection", ConnectionState.class, ConnectionEvent.class)
          .on(START, SEND_HEADER, HDR_SENT)
          .on(START, RECEIVE_HEADER, HDR_RCVD)
          .on(HDR_RCVD, SEND_HEADER, HDR_EXCH)
          .on(HDR_SENT, RECEIVE_HEADER, HDR_EXCH)
          .on(HDR_SENT, SEND_OPEN, OPEN_PIPE)
          .on(HDR_EXCH, SEND_OPEN, OPEN_SENT)
          .on(HDR_EXCH, RECEIVE_OPEN, OPEN_RCVD)
          .on(OPEN_PIPE, RECEIVE_HEADER, OPEN_SENT)
          .on(OPEN_PIPE, SEND_CLOSE, OC_PIPE)
          .on(OPEN_PIPE, SEND_CLOSE_WITH_ERROR, OC_PIPE)
          .on(OC_PIPE, RECEIVE_HEADER, CLOSE_PIPE)
          .on(OPEN_RCVD, SEND_OPEN, OPENED)
          .on(OPEN_RCVD, RECEIVE_CLOSE, CLOSE_RCVD)
          .on(OPEN_SENT, RECEIVE_OPEN, OPENED)
          .on(OPEN_SENT, RECEIVE_CLOSE, CLOSE_RCVD)
          .on(OPEN_SENT, SEND_CLOSE, CLOSE_PIPE)
          .on(OPEN_SENT, SEND_CLOSE_WITH_ERROR, DISCARDING)
          .on(CLOSE_PIPE, RECEIVE_OPEN, CLOSE_SENT)
          .on(CLOSE_PIPE, RECEIVE_CLOSE, END)
          .on(OPENED, SEND_CLOSE, CLOSE_SENT)
          .on(OPENED, SEND_CLOSE_WITH_ERROR, DISCARDING)
          .on(OPENED, RECEIVE_CLOSE, CLOSE_RCVD)
          .on(CLOSE_RCVD, SEND_CLOSE, END)
          .on(CLOSE_SENT, RECEIVE_CLOSE, END)
          .on(DISCARDING, RECEIVE_CLOSE, END)
          .onAny(DISCONNECT, END);
}
