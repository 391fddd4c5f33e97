// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;

/**
 * A connection was closed with an error that is taken as a loss: by the peer, or because of it.
 *
 * <p>Immutable.
 */
public final class ConnectionClosedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable AmqpError error;

  ConnectionClosedException(@Nullable AmqpError error) {
    super(error == null ? "the peer closed the connection" : error.toString());
    this.error = error;
  }

  /** Why it was closed, or null. */
  public @Nullable AmqpError error() {
    return error;
  }
}
