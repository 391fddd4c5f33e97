// SPDX-License-Identifier: Apache-2.0
/** A scripted AMQP 1.0 peer and a faulty wire, to test AMQP programs against. */
@NullMarked
package org.postrider.testpeer;

import org.jspecify.annotations.NullMarked;
