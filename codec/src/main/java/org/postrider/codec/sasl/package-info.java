// SPDX-License-Identifier: Apache-2.0
/** The SASL frame bodies (AMQP 5.3.3). */
@NullMarked
package org.postrider.codec.sasl;

import org.jspecify.annotations.NullMarked;
