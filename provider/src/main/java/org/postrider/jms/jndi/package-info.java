// SPDX-License-Identifier: Apache-2.0
/** The JNDI initial context factory of the provider, and its references. */
@NullMarked
package org.postrider.jms.jndi;

import org.jspecify.annotations.NullMarked;
