// SPDX-License-Identifier: Apache-2.0
/** Moves orders through a queue with the classic JMS API and proves that each came exactly once. */
@NullMarked
package org.postrider.examples.orders;

import org.jspecify.annotations.NullMarked;
