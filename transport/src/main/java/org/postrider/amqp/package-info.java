// SPDX-License-Identifier: Apache-2.0
/** The event API: a container runs the event loop and calls a handler back for each AMQP event. */
@NullMarked
package org.postrider.amqp;

import org.jspecify.annotations.NullMarked;
