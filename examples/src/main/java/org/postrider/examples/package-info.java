// SPDX-License-Identifier: Apache-2.0
/** Programs that show Postrider at work; one command, {@code postrider-examples}, starts them. */
@NullMarked
package org.postrider.examples;

import org.jspecify.annotations.NullMarked;
