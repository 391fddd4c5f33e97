// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.SessionEvent.DISCONNECT;
import static org.postrider.transport.engine.SessionEvent.RECEIVE_BEGIN;
import static org.postrider.transport.engine.SessionEvent.RECEIVE_END;
import static org.postrider.transport.engine.SessionEvent.SEND_BEGIN;
import static org.postrider.transport.engine.SessionEvent.SEND_END;
import static org.postrider.transport.engine.SessionEvent.SEND_END_WITH_ERROR;

/** The states of a session, under the standard's names (AMQP 2.5.5). */
public enum SessionState {
  /** Neither begun nor, on this connection, ended. */
  UNMAPPED,
  /** Our begin was sent. */
  BEGIN_SENT,
  /** The peer's begin came. */
  BEGIN_RCVD,
  /** Both begins. */
  MAPPED,
  /** Begin and end were sent; the peer's begin has not come. */
  END_PIPE,
  /** Our end was sent, or follows when the peer has answered our attaches. */
  END_SENT,
  /** The peer's end came. */
  END_RCVD,
  /** Our end was sent with an error: what comes is discarded. */
  DISCARDING,
  /** Ended from both sides. */
  ENDED;

  /** The machine. */
  public static final Transitions<SessionState, SessionEvent> TABLE =
      Transitions.of("session", SessionState.class, SessionEvent.class)
          .on(UNMAPPED, SEND_BEGIN, BEGIN_SENT)
          .on(UNMAPPED, RECEIVE_BEGIN, BEGIN_RCVD)
          .on(BEGIN_SENT, RECEIVE_BEGIN, MAPPED)
          .on(BEGIN_SENT, SEND_END, END_PIPE)
          .on(BEGIN_RCVD, SEND_BEGIN, MAPPED)
          .on(MAPPED, SEND_END, END_SENT)
          .on(MAPPED, SEND_END_WITH_ERROR, DISCARDING)
          .on(MAPPED, RECEIVE_END, END_RCVD)
          .on(END_PIPE, RECEIVE_BEGIN, END_SENT)
          .on(END_SENT, RECEIVE_END, ENDED)
          .on(END_RCVD, SEND_END, ENDED)
          .on(DISCARDING, RECEIVE_END, ENDED)
          .on(ENDED, DISCONNECT, ENDED)
          .onAny(DISCONNECT, UNMAPPED);
}
