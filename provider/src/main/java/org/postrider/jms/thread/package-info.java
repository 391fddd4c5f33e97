// SPDX-License-Identifier: Apache-2.0
/**
 * The threads that run listeners of the application, and the waits of the application's own: who
 * runs, for how long, and what is done where there is no thread.
 */
@NullMarked
package org.postrider.jms.thread;

import org.jspecify.annotations.NullMarked;
