// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The peers of a run: each is started when it is first needed, and again when it has died.
 *
 * <p>Confined to one thread.
 */
final class Peers implements AutoCloseable {

  private final Home home;
  private final Map<PeerKind, PeerProcess> running = new EnumMap<>(PeerKind.class);

  Peers(Home home) {
    this.home = home;
  }

  int port(PeerKind kind) throws IOException {
    PeerProcess peer = running.get(kind);
    if (peer == null) {
      peer = PeerProcess.start(home, kind);
      running.put(kind, peer);
    }
    return peer.port();
  }

  /** Forgets a peer that has died, so that it is started again; how it ended, if so. */
  Optional<String> bury(PeerKind kind) {
    PeerProcess peer = running.get(kind);
    Optional<String> end = peer == null ? Optional.empty() : peer.end();
    if (peer != null && end.isPresent()) {
      running.remove(kind);
      peer.close();
    }
    return end;
  }

  @Override
  public void close() {
    running.values().forEach(PeerProcess::close);
    running.clear();
  }
}
