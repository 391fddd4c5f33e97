// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** What moves a {@link LinkState}. */
public enum LinkEvent {
  /** Our attach goes out. */
  SEND_ATTACH,
  /** The peer's attach comes. */
  RECEIVE_ATTACH,
  /** Our detach goes out. */
  SEND_DETACH,
  /** The peer's detach comes. */
  RECEIVE_DETACH,
  /** The socket is gone, or the session has ended. */
  DISCONNECT
}
