// SPDX-License-Identifier: Apache-2.0
/** The transaction layer (AMQP part 4): coordinator, declare, discharge and their outcomes. */
@NullMarked
package org.postrider.codec.transaction;

import org.jspecify.annotations.NullMarked;
