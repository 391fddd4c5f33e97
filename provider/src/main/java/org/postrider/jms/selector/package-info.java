// SPDX-License-Identifier: Apache-2.0
/** The grammar of message selectors, so that a wrong one is refused before it goes to a broker. */
@NullMarked
package org.postrider.jms.selector;

import org.jspecify.annotations.NullMarked;
