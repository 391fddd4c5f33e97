// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.postrider.codec.wire.Encodable;

/** One of the five frame bodies of the SASL layer (AMQP 5.3.3). */
public interface SaslFrameBody extends Encodable {}
