// SPDX-License-Identifier: Apache-2.0
/** The JMS messages over encoded AMQP sections, which are decoded when asked for. */
@NullMarked
package org.postrider.jms.message;

import org.jspecify.annotations.NullMarked;
