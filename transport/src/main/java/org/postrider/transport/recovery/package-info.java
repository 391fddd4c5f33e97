// SPDX-License-Identifier: Apache-2.0
/**
 * The reconnect and failover policy: a failure and the time in; the next server, the delay and what
 * to open again out.
 */
@NullMarked
package org.postrider.transport.recovery;

import org.jspecify.annotations.NullMarked;
