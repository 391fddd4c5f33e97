// SPDX-License-Identifier: Apache-2.0
/** Reads and writes AMQP 1.0 encodings in a buffer, and finds the decoder of a descriptor. */
@NullMarked
package org.postrider.codec.wire;

import org.jspecify.annotations.NullMarked;
