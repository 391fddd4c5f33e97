// SPDX-License-Identifier: Apache-2.0
/** A broker inside the JVM of the program, so that an example needs nothing installed. */
@NullMarked
package org.postrider.examples.broker;

import org.jspecify.annotations.NullMarked;
