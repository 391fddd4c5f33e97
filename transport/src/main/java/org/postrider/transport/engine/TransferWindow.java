// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.List;
import java.util.Map;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.FlowView;

/**
 * The two windows of a session, counted in transfer frames (AMQP 2.5.6).
 *
 * <p>Confined to the engine's thread. It lives as long as one mapping of the session. AMQP counts
 * the incoming window in frames, and memory is octets: so the window is no larger than what may
 * come in frames of the largest size, and smaller while messages come in several large ones. What
 * comes in one frame does not make it smaller: a broker on proton-j answers a drain before what it
 * has prepared and the window holds up, and sends that behind what was given back, out of order.
 */
final class TransferWindow {

  /** Peers are seen to treat windows beyond 2^31-1 badly. */
  static final int OUTGOING_CAPACITY = Integer.MAX_VALUE;

  /** How much a peer that keeps to the window may have on its way. */
  static final int INCOMING_OCTETS = 8 * 1024 * 1024;

  private static final int MIN_FRAMES = 4;

  /** How much wider it gets each time that it was used and no large message came. */
  private static final int GROWTH = 8;

  /** What the window may come to if each frame were as large as it may be. */
  private static final long WINDOW_OCTETS = 128L * 1024 * 1024;

  private final int incomingCapacity;
  private final int tolerance;
  private final int firstOutgoingId;

  private int nextIncomingId;
  // What the peer was told last and has not used: below zero where it went on all the same.
  private int incomingWindow;
  private int expectedOctets;
  private int largestOctets;
  private boolean held;
  private boolean shut;
  private long wanted;
  private int nextOutgoingId;
  private long remoteIncomingWindow;

  TransferWindow(FirstNumbers first, ConnectionSettings settings) {
    long frames = Math.max(MIN_FRAMES, WINDOW_OCTETS / settings.maxFrameSize());
    incomingCapacity = (int) Math.min(first.incomingWindow(), frames);
    firstOutgoingId = first.transferId();
    tolerance = first.incomingWindow();
    expectedOctets = settings.maxFrameSize();
    incomingWindow = target();
    nextOutgoingId = firstOutgoingId;
  }

  /** Our begin: it tells the peer both windows. */
  Begin toBegin(int remoteChannel) {
    return new Begin(
        remoteChannel,
        nextOutgoingId & 0xFFFF_FFFFL,
        incomingWindow(),
        OUTGOING_CAPACITY,
        Handles.HANDLE_MAX,
        List.of(),
        List.of(),
        Map.of());
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

  /** A transfer came; gives whether it is within the window that the peer was told. */
  boolean received() {
    nextIncomingId++;
    incomingWindow--;
    return incomingWindow >= 0;
  }

  /** Whether the peer went on further than any message need. */
  boolean isFarExceeded() {
    return incomingWindow < -tolerance;
  }

  /** A transfer was one of several of a message: how large it was says how many may come. */
  void receivedPart(int octets) {
    largestOctets = Math.max(largestOctets, octets);
  }

  /** Does not open the incoming window again, or does. */
  void hold(boolean nowHeld) {
    held = nowHeld;
  }

  /** The same, while far too much of what came waits. */
  void shut(boolean nowShut) {
    shut = nowShut;
  }

  private int target() {
    if (held || shut) {
      return 0;
    }
    int frames = INCOMING_OCTETS / Math.max(1, Math.max(expectedOctets, largestOctets));
    return Math.min(incomingCapacity, Math.max(MIN_FRAMES, frames));
  }

  /** With the next flow it is to be as wide as ever, and wider by so many frames. */
  void widen(int frames) {
    wanted += frames;
  }

  /** Whether half of the incoming window is used, so that the peer should be told of new room. */
  boolean isToBeTold() {
    int target = target();
    return target > 0 && incomingWindow <= target / 2;
  }

  /**
   * Opens the incoming window again; the caller sends the flow. It is never told smaller than it
   * is: a peer on proton-j that has more on its way by then takes the difference for a window
   * without end.
   */
  void replenish() {
    if (wanted > 0) {
      long wide = Math.max(incomingWindow, incomingCapacity) + wanted;
      wanted = 0;
      incomingWindow = (int) Math.min(OUTGOING_CAPACITY, wide);
    }
    if (!isToBeTold()) {
      return;
    }
    // So that it grows only when it was used.
    expectedOctets = Math.max(largestOctets, expectedOctets / GROWTH);
    largestOctets = 0;
    incomingWindow = Math.max(incomingWindow, target());
  }

  int nextIncomingId() {
    return nextIncomingId;
  }

  int incomingWindow() {
    return Math.max(0, incomingWindow);
  }

  int nextOutgoingId() {
    return nextOutgoingId;
  }
}
