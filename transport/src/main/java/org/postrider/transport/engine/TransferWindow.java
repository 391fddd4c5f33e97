// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.FlowView;

/**
 * The two windows of a session, counted in transfer frames (AMQP 2.5.6).
 *
 * <p>Confined to the engine's thread. It lives as long as one mapping of the session. AMQP counts
 * the incoming window in frames, and memory is octets: so the window is smaller while the frames
 * are large.
 */
final class TransferWindow {

  /** Peers are seen to treat windows beyond 2^31-1 badly. */
  static final int OUTGOING_CAPACITY = Integer.MAX_VALUE;

  /** How much a peer that keeps to the window may have on its way. */
  static final int INCOMING_OCTETS = 8 * 1024 * 1024;

  /** What a frame is taken to have before the first has come. */
  private static final int FIRST_OCTETS = 32 * 1024;

  private static final int MIN_FRAMES = 4;

  private final int incomingCapacity;
  private final int firstOutgoingId;

  private int nextIncomingId;
  private int incomingWindow;
  // What was told once may be on its way, even if less is told by now.
  private int promised;
  private int expectedOctets = FIRST_OCTETS;
  private int largestOctets;
  private boolean held;
  private int nextOutgoingId;
  private long remoteIncomingWindow;

  TransferWindow(FirstNumbers first) {
    incomingCapacity = first.incomingWindow();
    firstOutgoingId = first.transferId();
    incomingWindow = target();
    promised = incomingWindow;
    nextOutgoingId = firstOutgoingId;
  }

  /** The peer's begin came. */
  void begun(Begin begin) {
    nextIncomingId = (int) begin.nextOutgoingId();
    remoteIncomingWindow = begin.incomingWindow();
  }

  /** A flow of the peer came. */
  void flowed(FlowView flow) {
    nextIncomingId = (int) flow.nextOutgoingId();
    // AMQP 2.5.6: a peer that had not seen our begin counts from our initial id.
    int seen = flow.nextIncomingId() >= 0 ? (int) flow.nextIncomingId() : firstOutgoingId;
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
  boolean received(int octets) {
    if (promised == 0) {
      return false;
    }
    nextIncomingId++;
    promised--;
    incomingWindow = Math.max(0, incomingWindow - 1);
    largestOctets = Math.max(largestOctets, octets);
    return true;
  }

  /** Keeps the incoming window shut, or opens it again, as soon as the peer is told. */
  void hold(boolean nowHeld) {
    held = nowHeld;
  }

  private int target() {
    if (held) {
      return 0;
    }
    int frames = INCOMING_OCTETS / Math.max(1, Math.max(expectedOctets, largestOctets));
    return Math.min(incomingCapacity, Math.max(MIN_FRAMES, frames));
  }

  /** Whether half of the incoming window is used, or the frames have grown: to be told the peer. */
  boolean isToBeTold() {
    int target = target();
    return target == 0
        ? incomingWindow > 0
        : incomingWindow <= target / 2 || incomingWindow / 2 > target;
  }

  /** Opens the incoming window again, or narrows it; the caller sends the flow. */
  void replenish() {
    int target = target();
    if (incomingWindow <= target / 2) {
      // So that it grows only when it was used.
      expectedOctets = Math.max(largestOctets, expectedOctets / 2);
      largestOctets = 0;
      target = target();
    }
    incomingWindow = target;
    promised = Math.max(promised, target);
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
