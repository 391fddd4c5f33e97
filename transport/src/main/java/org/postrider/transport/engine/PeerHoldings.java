// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.value.ErrorConditions;

/**
 * How much the peer of one connection makes this end keep, and how much of it there may be.
 *
 * <p>Confined to the engine's thread. Messages that are complete are not counted: credit and
 * max-message-size bound those.
 */
final class PeerHoldings {

  /** What a part of a message costs beside its octets; a part may have one. */
  static final int PART_OVERHEAD = 32;

  /** What a link costs beside the octets of its attach. */
  static final int LINK_OVERHEAD = 1024;

  /** For the attaches of links that the peer asked for and that have not come to their end. */
  static final int MAX_LINK_OCTETS = 64 * 1024 * 1024;

  private final ConnectionEngine connection;
  private long incompleteOctets;
  private long linkOctets;

  PeerHoldings(ConnectionEngine connection) {
    this.connection = connection;
  }

  /**
   * A part of a message came, and more of it is to come. A message alone may be as large as its
   * link allows.
   *
   * @param messageOctets what was added for this message, with the part
   */
  void addIncomplete(ReceiverLink link, long octets, long messageOctets) {
    incompleteOctets += octets;
    long limit = connection.settings().maxIncompleteOctets();
    if (limit > 0 && incompleteOctets > limit && incompleteOctets > messageOctets) {
      throw ProtocolViolation.ofLink(
          link,
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "link "
              + link.name()
              + ": the connection's incomplete messages have more than "
              + limit
              + " octets, the limit (maxIncompleteSize)");
    }
  }

  /** A message is complete, or will not be. */
  void removeIncomplete(long octets) {
    incompleteOctets -= octets;
  }

  /** All that is counted; for tests and metrics. */
  long octets() {
    return incompleteOctets + linkOctets;
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
