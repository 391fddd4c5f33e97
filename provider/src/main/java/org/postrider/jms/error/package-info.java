// SPDX-License-Identifier: Apache-2.0
/** The one table that maps AMQP error conditions to JMS exceptions, checked and unchecked. */
@NullMarked
package org.postrider.jms.error;

import org.jspecify.annotations.NullMarked;
