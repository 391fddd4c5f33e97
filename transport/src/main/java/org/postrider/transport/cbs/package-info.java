// SPDX-License-Identifier: Apache-2.0
/** Claims-based security: tokens are put to {@code $cbs} before links attach. */
@NullMarked
package org.postrider.transport.cbs;

import org.jspecify.annotations.NullMarked;
