// SPDX-License-Identifier: Apache-2.0
/** The table of options, and their ways in: URI, JNDI properties and setters. */
@NullMarked
package org.postrider.jms.options;

import org.jspecify.annotations.NullMarked;
