// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

/** Is told how one try to connect ended, once, on the driver's event loop. */
public interface ConnectListener {

  /**
   * The socket is there and SASL is done; the engine is started next. If the socket is lost from
   * now on, the engine is told.
   */
  void connected();

  /** There is no socket, and the engine does not hear of this try. */
  void failed(TransportException cause);
}
