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

  /** What a value costs beside its octets: a map's entry with its key for one. */
  private static final int VALUE_OVERHEAD = 64;

  /** An attach without maps has no more; they are in {@link #LINK_OVERHEAD}. */
  private static final int USUAL_VALUES = 64;

  /** So much may come as the answer to each link that this end asks for. */
  static final int USUAL_ANSWER_OCTETS = 16 * 1024;

  /** How many deliveries may wait for the sender to settle what it knows the outcome of. */
  static final int MAX_UNFINISHED = 65_536;

  private final ComingMessages coming;
  private long linkOctets;
  private int unfinished;

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

  /**
   * This end told an outcome that the sender has to settle first (AMQP 2.8.3), or it is settled.
   */
  void unfinished(int change) {
    unfinished += change;
  }

  /**
   * A message comes.
   *
   * @throws ProtocolViolation if the peer settles nothing of what it knows the outcome
   */
  void checkUnfinished() {
    if (unfinished >= MAX_UNFINISHED) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "the peer knows the outcome of " + unfinished + " deliveries and does not settle them");
    }
  }

  /**
   * What an attach takes while it is kept, as it is decoded.
   *
   * @param octets of its frame
   * @param values in it, as they are counted where they are read
   */
  static int attachOctets(int octets, long values) {
    long more = Math.max(0, values - USUAL_VALUES);
    return (int) Math.min(Integer.MAX_VALUE / 2, octets + VALUE_OVERHEAD * more);
  }

  /** The peer asked for a link; gives what is to be taken off again when its handle is free. */
  int addLink(int attachOctets) {
    return add(attachOctets + LINK_OVERHEAD);
  }

  /** The same where it answers: this end bounds the number of those. */
  int addAnswer(int attachOctets) {
    return add(Math.max(0, attachOctets - USUAL_ANSWER_OCTETS));
  }

  private int add(int octets) {
    if (linkOctets + octets > MAX_LINK_OCTETS) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "the attaches of the peer's links take more than " + MAX_LINK_OCTETS + " octets");
    }
    linkOctets += octets;
    return octets;
  }

  /** Both ends have detached such a link, or its session is over. */
  void removeLink(int octets) {
    linkOctets -= octets;
  }
}
