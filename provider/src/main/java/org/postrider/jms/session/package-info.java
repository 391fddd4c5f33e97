// SPDX-License-Identifier: Apache-2.0
/** Connections, sessions, producers, consumers and browsers over the transport. */
@NullMarked
package org.postrider.jms.session;

import org.jspecify.annotations.NullMarked;
