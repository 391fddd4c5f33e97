// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.value.ErrorConditions;

/**
 * How much the peer of one connection makes this end keep, and how much of it there may be.
 *
 * <p>Confined to the engine's thread. Messages that are complete are the face's, which counts them
 * in {@link WaitingMessages}.
 */
final class PeerHoldings {

  /** What a part of a message costs beside its octets; a part may have one. */
  static final int PART_OVERHEAD = 32;

  /** What a link costs beside the octets of its attach. */
  static final int LINK_OVERHEAD = 1024;

  /** For the attaches of links that the peer asked for and that have not come to their end. */
  static final int MAX_LINK_OCTETS = 64 * 1024 * 1024;

  private final ComingMessages coming;
  private long linkOctets;

  PeerHoldings(ConnectionEngine connection) {
    this.coming = new ComingMessages(connection);
  }

  /** The messages that have come in part. */
  ComingMessages coming() {
    return coming;
  }

  /** All that is counted; for tests and metrics. */
  long octets() {
    return coming.octets() + linkOctets;
  }

  /** The peer asked for a link; gives what is to be taken off again when its handle is free. */
  int addLink(int attachOctets) {
    int octets = attachOctets + LINK_OVERHEAD;
    if (linkOctets + octets > MAX_LINK_OCTETS) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "the attaches of the peer's links have more than " + MAX_LINK_OCTETS + " octets");
    }
    linkOctets += octets;
    return octets;
  }

  /** Both ends have detached such a link, or its session is over. */
  void removeLink(int octets) {
    linkOctets -= octets;
  }
}
