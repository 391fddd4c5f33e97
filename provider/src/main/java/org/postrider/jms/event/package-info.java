// SPDX-License-Identifier: Apache-2.0
/** What becomes of a connection and its parts, told to the application as it happens. */
@NullMarked
package org.postrider.jms.event;

import org.jspecify.annotations.NullMarked;
