// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.Encodable;

/**
 * The state of a delivery at the one or the other end (AMQP 3.4): {@link Received}, an {@link
 * Outcome}, or one of the transactional states.
 */
public interface DeliveryState extends Encodable {}
