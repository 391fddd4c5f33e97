// SPDX-License-Identifier: Apache-2.0
/**
 * Tokens for the nodes of a broker with claims-based security (AMQP CBS), as Azure Service Bus has
 * it.
 */
@NullMarked
package org.postrider.cbs;

import org.jspecify.annotations.NullMarked;
