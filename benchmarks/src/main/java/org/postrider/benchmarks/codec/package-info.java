// SPDX-License-Identifier: Apache-2.0
/** The codec beside those of proton-j and protonj2. */
@NullMarked
package org.postrider.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
