// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;
import org.postrider.benchmarks.peer.ArtemisPeer;
import org.postrider.benchmarks.peer.NullPeer;
import org.postrider.benchmarks.peer.SinkPeer;

/** What clients are measured with. */
enum PeerKind {
  /** A broker that stores nothing. */
  MEMORY("Artemis in memory", ArtemisPeer.class),
  /** A broker that stores persistent messages. */
  JOURNAL("Artemis with a journal", ArtemisPeer.class),
  /** A peer that does next to nothing; it speaks AMQP only. */
  NULL("null peer", NullPeer.class),
  /** A socket that reads, without any protocol. */
  SINK("plain socket", SinkPeer.class);

  private final String title;
  private final Class<?> program;

  PeerKind(String title, Class<?> program) {
    this.title = title;
    this.program = program;
  }

  String title() {
    return title;
  }

  /** The class with its main method. */
  String program() {
    return program.getName();
  }

  /** How the names begin of those jars whose versions matter; none of the JDK's alone. */
  List<String> jars() {
    return switch (this) {
      case MEMORY, JOURNAL -> List.of("artemis-", "netty-");
      case NULL -> List.of("postrider-codec-", "netty-");
      case SINK -> List.of();
    };
  }
}
