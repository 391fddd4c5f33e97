// SPDX-License-Identifier: Apache-2.0
/** Frames and protocol headers (AMQP 2.2, 2.3): where bytes become performatives and back. */
@NullMarked
package org.postrider.codec.frame;

import org.jspecify.annotations.NullMarked;
