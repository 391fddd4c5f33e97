// SPDX-License-Identifier: Apache-2.0
/** The AMQP 1.0 type system as Java values: symbols, unsigned numbers, described values. */
@NullMarked
package org.postrider.codec.value;

import org.jspecify.annotations.NullMarked;
