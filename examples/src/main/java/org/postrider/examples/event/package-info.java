// SPDX-License-Identifier: Apache-2.0
/** Programs of the event API: a container runs the loop and calls a handler back for each event. */
@NullMarked
package org.postrider.examples.event;

import org.jspecify.annotations.NullMarked;
