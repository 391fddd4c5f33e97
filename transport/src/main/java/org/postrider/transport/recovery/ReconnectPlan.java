// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says which server is to be tried next, and after what delay: a pass over all servers for each
 * delay, which stands before each of them.
 *
 * <p>Confined to its owner's thread. It knows no clock and no socket.
 */
public final class ReconnectPlan {

  /** The delays between passes. */
  public interface Delays {

    /** Starts afresh. */
    void reset();

    /** The next delay, 0 or more; null to give up. */
    @Nullable Duration next();
  }

  /**
   * One try to connect.
   *
   * @param number 1 for the first since the last success
   * @param server the index of the server
   * @param delay how long to wait before it
   */
  public record Attempt(int number, int server, Duration delay) {}

  private final int servers;
  private final Delays delays;

  private int number;
  private int server;
  private Duration delay = Duration.ZERO;

  /** A plan for so many servers, at least 1. */
  public ReconnectPlan(int servers, Delays delays) {
    if (servers < 1) {
      throw new IllegalArgumentException("servers " + servers + " must be at least 1");
    }
    this.servers = servers;
    this.delays = delays;
  }

  /** A connection is wanted: the first delay is taken from the sequence, but not waited for. */
  public void begin() {
    delays.reset();
    delays.next();
    number = 0;
    server = 0;
    delay = Duration.ZERO;
  }

  /** A connection was made: after its loss everything begins anew, with the first server. */
  public void succeeded() {
    delays.reset();
    number = 0;
    server = servers;
  }

  /** The next try, or null to give up. */
  public @Nullable Attempt next() {
    if (server == servers) {
      Duration next = delays.next();
      if (next == null) {
        return null;
      }
      delay = next.isNegative() ? Duration.ZERO : next;
      server = 0;
    }
    number++;
    return new Attempt(number, server++, delay);
  }
}
