// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.postrider.codec.wire.Encodable;

/** One of the nine frame bodies of AMQP (AMQP 2.7). */
public interface Performative extends Encodable {}
