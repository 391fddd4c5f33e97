// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.ExceptionListener;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.event.ConnectionListener;

/**
 * Whom a connection tells what has no caller.
 *
 * <p>Immutable.
 *
 * @param exceptions the exception listener of JMS, or null
 * @param connection the listener of all events, or null
 */
public record Listeners(
    @Nullable ExceptionListener exceptions, @Nullable ConnectionListener connection) {

  /** Nobody. */
  public static final Listeners NONE = new Listeners(null, null);
}
