// SPDX-License-Identifier: Apache-2.0
/** Brokers in a process of their own, for the tests. */
@NullMarked
package org.postrider.brokers;

import org.jspecify.annotations.NullMarked;
