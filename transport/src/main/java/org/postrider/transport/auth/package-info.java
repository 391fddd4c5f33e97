// SPDX-License-Identifier: Apache-2.0
/** The SASL negotiation, one class per mechanism. It knows frames, not sockets. */
@NullMarked
package org.postrider.transport.auth;

import org.jspecify.annotations.NullMarked;
