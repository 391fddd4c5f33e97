// SPDX-License-Identifier: Apache-2.0
/** The front door of the JMS provider: the connection factory and what it opens. */
@NullMarked
package org.postrider.jms;

import org.jspecify.annotations.NullMarked;
