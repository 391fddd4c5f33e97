// SPDX-License-Identifier: Apache-2.0
/**
 * The reconnect and failover policy: a failure and the time in; whether it is a loss, the next
 * server and the delay out. It opens nothing itself.
 */
@NullMarked
package org.postrider.transport.recovery;

import org.jspecify.annotations.NullMarked;
