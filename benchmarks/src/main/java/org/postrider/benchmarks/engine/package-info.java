// SPDX-License-Identifier: Apache-2.0
/** The engine alone, without sockets, threads and JMS, between a script and a listener. */
@NullMarked
package org.postrider.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
