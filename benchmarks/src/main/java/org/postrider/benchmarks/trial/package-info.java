// SPDX-License-Identifier: Apache-2.0
/** What every trial measures with in its own process, whatever client it is about. */
@NullMarked
package org.postrider.benchmarks.trial;

import org.jspecify.annotations.NullMarked;
