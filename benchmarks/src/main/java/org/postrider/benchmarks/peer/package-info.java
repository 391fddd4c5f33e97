// SPDX-License-Identifier: Apache-2.0
/** The other end of the wire, each in a process of its own. */
@NullMarked
package org.postrider.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
