// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

/** Takes the connections that a listener lets in. */
@FunctionalInterface
public interface ConnectionAcceptor {

  /**
   * A client has connected and is authenticated. Called on the new connection's event loop; {@link
   * AcceptedSocket#drive} is to be called within, or the socket is closed.
   */
  void accepted(AcceptedSocket socket);
}
