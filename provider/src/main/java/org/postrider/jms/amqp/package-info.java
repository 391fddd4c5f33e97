// SPDX-License-Identifier: Apache-2.0
/**
 * What the event loop keeps of a JMS connection, over all its sockets: the AMQP connection and its
 * recovery, sessions, links, credit, sends on their way, transactions.
 */
@NullMarked
package org.postrider.jms.amqp;

import org.jspecify.annotations.NullMarked;
