// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import org.postrider.transport.auth.SaslServerSettings;

/**
 * Where and how to listen.
 *
 * <p>Immutable.
 *
 * @param address the local address; port 0 for a free one, {@code 0.0.0.0} or {@code ::} for all
 *     interfaces
 * @param options of the accepted sockets
 * @param sasl whom to let in
 * @param maxConnections accepted sockets at a time, more are closed at once; at least 1
 */
public record ListenRequest(
    EndpointAddress address,
    TransportOptions options,
    SaslServerSettings sasl,
    int maxConnections) {

  /** What {@link #of} allows. */
  public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  /** Refuses a listener that could not accept. */
  public ListenRequest {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "maxConnections " + maxConnections + " must be at least 1");
    }
  }

  /** With the default options. */
  public static ListenRequest of(EndpointAddress address, SaslServerSettings sasl) {
    return new ListenRequest(address, TransportOptions.defaults(), sasl, DEFAULT_MAX_CONNECTIONS);
  }
}
