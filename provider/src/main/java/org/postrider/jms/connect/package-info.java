// SPDX-License-Identifier: Apache-2.0
/**
 * Which servers a connection tries and when, how it reaches each, and what both ends say of
 * themselves when it opens: options in the words of the transport. Nothing here connects.
 */
@NullMarked
package org.postrider.jms.connect;

import org.jspecify.annotations.NullMarked;
