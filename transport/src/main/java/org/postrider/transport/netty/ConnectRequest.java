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
 */
public record ConnectRequest(
    EndpointAddress address, TransportOptions options, @Nullable SaslClientSettings sasl) {}
