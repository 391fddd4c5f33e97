// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.FlowView;

/**
 * The two windows of a session, counted in transfer frames (AMQP 2.5.6).
 *
 * <p>Confined to the engine's thread. It lives as long as one mapping of the session.
 */
final class TransferWindow {

  /** How many transfer frames are accepted before the peer must wait for a flow. */
  static final int INCOMING_CAPACITY = 2048;

  /** Peers are seen to treat windows beyond 2^31-1 badly. */
  static final int OUTGOING_CAPACITY = Integer.MAX_VALUE;

  private static final int INITIAL_OUTGOING_ID = 0;

  private int nextIncomingId;
  private int incomingWindow = INCOMING_CAPACITY;
  private int nextOutgoingId = INITIAL_OUTGOING_ID;
  private long remoteIncomingWindow;

  /** The peer's begin came. */
  void begun(Begin begin) {
    nextIncomingId = (int) begin.nextOutgoingId();
    remoteIncomingWindow = begin.incomingWindow();
  }

  /** A flow of the peer came. */
  void flowed(FlowView flow) {
    nextIncomingId = (int) flow.nextOutgoingId();
    // AMQP 2.5.6: a peer that had not seen our begin counts from our initial id.
    int seen = flow.nextIncomingId() >= 0 ? (int) flow.nextIncomingId() : INITIAL_OUTGOING_ID;
    remoteIncomingWindow = Math.max(0, flow.incomingWindow() + (seen - nextOutgoingId));
  }

  /** Whether a transfer may be sent. */
  boolean isOpen() {
    return remoteIncomingWindow > 0;
  }

  void sent() {
    nextOutgoingId++;
    remoteIncomingWindow--;
  }

  /** A transfer came; gives false if the peer had no window for it. */
  boolean received() {
    if (incomingWindow == 0) {
      return false;
    }
    nextIncomingId++;
    incomingWindow--;
    return true;
  }

  /** Whether so much of the incoming window is used that the peer should be told of new room. */
  boolean isToBeReplenished() {
    return incomingWindow <= INCOMING_CAPACITY / 2;
  }

  /** Opens the incoming window again; the caller sends the flow. */
  void replenish() {
    incomingWindow = INCOMING_CAPACITY;
  }

  int nextIncomingId() {
    return nextIncomingId;
  }

  int incomingWindow() {
    return incomingWindow;
  }

  int nextOutgoingId() {
    return nextOutgoingId;
  }
}
