// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import org.jspecify.annotations.Nullable;
import org.postrider.transport.auth.SaslClientSettings;

/**
 * Where and how to connect.
 *
 * <p>Immutable.
 *
 * @param address the server
 * @param options the socket's
 * @param sasl null to begin with the AMQP header, without a SASL layer
 * @param namedInClear whether the server was named by another one, over a connection on which
 *     somebody between could have named it: then TLS proves nothing of whom it belongs to
 */
public record ConnectRequest(
    EndpointAddress address,
    TransportOptions options,
    @Nullable SaslClientSettings sasl,
    boolean namedInClear) {

  /** A server that the owner of the connection knows. */
  public ConnectRequest(
      EndpointAddress address, TransportOptions options, @Nullable SaslClientSettings sasl) {
    this(address, options, sasl, false);
  }

  ConnectRequest withNamedInClear() {
    return new ConnectRequest(address, options, sasl, true);
  }
}
