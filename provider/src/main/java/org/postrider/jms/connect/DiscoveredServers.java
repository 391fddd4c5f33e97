// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.Endpoint;

/**
 * Which servers a connection knows by its discovery file, and what a new reading makes of its list.
 *
 * <p>Confined to the connection's event loop.
 */
final class DiscoveredServers {

  private List<Endpoint> listed;

  /** Those that left the file while in use: they leave the list later. */
  private List<Endpoint> lingering = List.of();

  DiscoveredServers(List<Endpoint> listed) {
    this.listed = listed;
  }

  /**
   * The list after a reading: without the servers that left the file, and with those that are new
   * to it at the end. A server that only the broker named stays.
   *
   * @param read what the file says now
   * @param known the list, in the order in which they will be tried
   * @param current the server in use or being tried, which stays, or null
   */
  List<Endpoint> update(List<Endpoint> read, List<Endpoint> known, @Nullable Endpoint current) {
    if (read.equals(listed) && lingering.isEmpty()) {
      return known;
    }
    List<Endpoint> before = new ArrayList<>(listed);
    before.addAll(lingering);
    lingering =
        current == null || find(read, current) != null || find(before, current) == null
            ? List.of()
            : List.of(current);
    listed = read;
    return changed(known, before);
  }

  /** Those of a list that are there because a file named them. */
  List<Endpoint> among(List<Endpoint> known) {
    return known.stream()
        .filter(server -> find(listed, server) != null || find(lingering, server) != null)
        .toList();
  }

  private List<Endpoint> changed(List<Endpoint> known, List<Endpoint> before) {
    List<Endpoint> next = new ArrayList<>();
    for (Endpoint server : known) {
      Endpoint now = find(listed, server);
      boolean stays = find(before, server) == null || find(lingering, server) != null;
      if (now != null) {
        // Its options may be others.
        next.add(now);
      } else if (stays) {
        next.add(server);
      }
    }
    for (Endpoint server : listed) {
      if (find(before, server) == null && find(next, server) == null) {
        next.add(server);
      }
    }
    return next;
  }

  private static @Nullable Endpoint find(List<Endpoint> servers, Endpoint wanted) {
    for (Endpoint server : servers) {
      if (server.isSameServer(wanted)) {
        return server;
      }
    }
    return null;
  }
}
