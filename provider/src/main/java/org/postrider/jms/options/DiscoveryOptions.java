// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;

/**
 * The options of the chapter {@code discovery.} besides those of {@code failover.}, which may be
 * given under its name too.
 *
 * <p>Immutable.
 */
public final class DiscoveryOptions {

  /** The chapter; in the agent's own URI it is left out. */
  static final String PREFIX = "discovery.";

  /** Stands before options that are given for all servers found. */
  static final String DISCOVERED = "discovery.discovered.";

  private static final Chapter DISCOVERY = new Chapter(PREFIX);

  public static final Option<Long> UPDATE_INTERVAL =
      DISCOVERY
          .millis("updateInterval", 30_000)
          .means(
              "How long after one reading the file of servers is read again; 0 is never. In the"
                  + " agent's URI it is updateInterval.");

  /** All of them, in the order of the reference page. */
  static final List<Option<?>> ALL = DISCOVERY.rows();

  private DiscoveryOptions() {}
}
