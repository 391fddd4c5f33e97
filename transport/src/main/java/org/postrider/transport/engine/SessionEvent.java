// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** What moves a {@link SessionState}. */
public enum SessionEvent {
  /** Our begin goes out. */
  SEND_BEGIN,
  /** The peer's begin comes. */
  RECEIVE_BEGIN,
  /** Our end goes out. */
  SEND_END,
  /** Our end goes out because of an error of the peer. */
  SEND_END_WITH_ERROR,
  /** The peer's end comes. */
  RECEIVE_END,
  /** The socket is gone. */
  DISCONNECT
}
