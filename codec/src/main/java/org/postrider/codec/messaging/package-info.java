// SPDX-License-Identifier: Apache-2.0
/** The messaging layer (AMQP part 3): message sections, delivery states, sources and targets. */
@NullMarked
package org.postrider.codec.messaging;

import org.jspecify.annotations.NullMarked;
