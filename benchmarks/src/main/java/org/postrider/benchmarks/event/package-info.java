// SPDX-License-Identifier: Apache-2.0
/**
 * AMQP clients without JMS in the process of a trial: one scenario with one client, each used as
 * its own documentation does.
 */
@NullMarked
package org.postrider.benchmarks.event;

import org.jspecify.annotations.NullMarked;
