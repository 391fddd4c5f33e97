// SPDX-License-Identifier: Apache-2.0
/** How a client says who it is: its credentials, who provides them, and mechanisms of one's own. */
@NullMarked
package org.postrider.sasl;

import org.jspecify.annotations.NullMarked;
