// SPDX-License-Identifier: Apache-2.0
/** The transport performatives (AMQP 2.7), open to close, and the error type. */
@NullMarked
package org.postrider.codec.performative;

import org.jspecify.annotations.NullMarked;
