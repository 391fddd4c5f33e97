// SPDX-License-Identifier: Apache-2.0
/**
 * The AMQP engine: connection, sessions, links, deliveries and transactions as a state machine that
 * is fed bytes and the time, and yields bytes and events. It has no channel, clock or thread.
 */
@NullMarked
package org.postrider.transport.engine;

import org.jspecify.annotations.NullMarked;
