// SPDX-License-Identifier: Apache-2.0
/** Queues, topics and their temporary kinds, and how they appear as AMQP addresses. */
@NullMarked
package org.postrider.jms.destination;

import org.jspecify.annotations.NullMarked;
