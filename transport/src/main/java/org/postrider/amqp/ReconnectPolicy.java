// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before each attempt to connect: a sequence of delays that starts afresh with
 * each outage.
 *
 * <p>Called on the container's loop only. It has a state, so each connection needs one of its own
 * (a {@link Backoff} may be shared: each connection takes a copy).
 *
 * <p>A delay stands before each URL of {@link ConnectionOptions#urls}, or once before all of them
 * ({@link ConnectionOptions#delayEachUrl}); when all were tried, the next delay is asked for. The
 * first delay after {@link #reset()} when a connection is made is asked for but not waited for.
 */
public interface ReconnectPolicy {

  /**
   * Starts the sequence afresh: a connection is wanted, or one that had come back with all its
   * sessions and links ({@link MessagingHandler#onReconnected}) is lost. After three in a row that
   * the peer closed within a second the sequence goes on instead.
   */
  void reset();

  /**
   * The next delay.
   *
   * @return 0 or more (365 days at most count); null to give up: {@link
   *     MessagingHandler#onReconnectGaveUp} follows, as it does if this method throws or gives less
   *     than 0
   */
  @Nullable Duration next();
}
