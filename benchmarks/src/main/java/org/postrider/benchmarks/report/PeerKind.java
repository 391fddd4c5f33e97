// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

/** What the clients speak to. */
enum PeerKind {
  /** Artemis that keeps nothing on disk. */
  MEMORY("Artemis in memory"),
  /** Artemis with a journal. */
  JOURNAL("Artemis with a journal"),
  /** A peer that does next to nothing; it speaks AMQP only. */
  NULL("null peer");

  private final String title;

  PeerKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
