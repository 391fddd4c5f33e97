// SPDX-License-Identifier: Apache-2.0
/** Runs trials in interleaved rounds, and says what came out. */
@NullMarked
package org.postrider.benchmarks.report;

import org.jspecify.annotations.NullMarked;
