// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;

/**
 * What a producer puts on a message when it sends it (JMS 3.4).
 *
 * <p>Immutable.
 *
 * @param destination where it goes
 * @param persistent whether the delivery mode is PERSISTENT
 * @param priority 0 to 9
 * @param timeToLiveMs 0 is for ever
 * @param deliveryDelayMs 0 is at once
 * @param nowMs the time of the send, in milliseconds since the epoch
 * @param messageId the AMQP message-id: String, UUID, ULong, Binary or what becomes a string; null
 *     where disabled
 * @param timestamped whether JMSTimestamp is set
 * @param userId the user name for JMSXUserID, or null
 */
public record SendHeaders(
    PostriderDestination destination,
    boolean persistent,
    int priority,
    long timeToLiveMs,
    long deliveryDelayMs,
    long nowMs,
    @Nullable Object messageId,
    boolean timestamped,
    @Nullable String userId) {}
