// SPDX-License-Identifier: Apache-2.0
/** The acknowledgement modes and transactions: what is settled when, and with which outcome. */
@NullMarked
package org.postrider.jms.settlement;

import org.jspecify.annotations.NullMarked;
