// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

/**
 * A terminal delivery state (AMQP 3.4): {@link Accepted}, {@link Rejected}, {@link Released},
 * {@link Modified}, or {@code declared} of a transaction.
 */
public interface Outcome extends DeliveryState {}
