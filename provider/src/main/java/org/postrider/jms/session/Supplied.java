// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.sasl.CredentialsProvider;

/**
 * What an application gives a connection in code, in place of options.
 *
 * <p>Immutable.
 *
 * @param credentials is asked for the credentials at each attempt; null to use those of the URI
 * @param delays the delays between tries to connect; null for those of the options
 */
public record Supplied(
    @Nullable CredentialsProvider credentials, @Nullable ReconnectPolicy delays) {}
