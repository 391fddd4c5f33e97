// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** What moves a {@link ConnectionState}; neither end is told from the other. */
public enum ConnectionEvent {
  /** Our protocol header goes out. */
  SEND_HEADER,
  /** The peer's protocol header comes. */
  RECEIVE_HEADER,
  /** Our open goes out. */
  SEND_OPEN,
  /** The peer's open comes. */
  RECEIVE_OPEN,
  /** Our close goes out. */
  SEND_CLOSE,
  /** Our close goes out because of an error of the peer. */
  SEND_CLOSE_WITH_ERROR,
  /** The peer's close comes. */
  RECEIVE_CLOSE,
  /** The socket is gone. */
  DISCONNECT
}
