// SPDX-License-Identifier: Apache-2.0
/** The transport performatives (AMQP 2.7), open to close, with their roles and settle modes. */
@NullMarked
package org.postrider.codec.performative;

import org.jspecify.annotations.NullMarked;
