// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.Encodable;

/** One of the parts that a message is made of (AMQP 3.2). */
public sealed interface Section extends Encodable
    permits Header,
        DeliveryAnnotations,
        MessageAnnotations,
        Properties,
        ApplicationProperties,
        Data,
        AmqpSequence,
        AmqpValue,
        Footer {}
