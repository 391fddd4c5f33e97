// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.time.Duration;
import org.postrider.amqp.ReconnectPolicy;

/** A policy of one's own: at once, then each second. Confined to its container's loop. */
public final class ExampleReconnect implements ReconnectPolicy {

  private boolean first = true;

  /** A policy for one connection. */
  public ExampleReconnect() {}

  @Override
  public void reset() {
    first = true;
  }

  @Override
  public Duration next() {
    Duration delay = first ? Duration.ZERO : Duration.ofSeconds(1);
    first = false;
    return delay;
  }
}
