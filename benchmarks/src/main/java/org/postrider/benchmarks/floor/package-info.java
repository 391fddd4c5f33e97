// SPDX-License-Identifier: Apache-2.0
/** What no client can be cheaper than: the octets of messages without any protocol. */
@NullMarked
package org.postrider.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
