// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.value.ErrorConditions;

/**
 * Watches that the peer is alive, and lets it see that this end is (AMQP 2.4.5).
 *
 * <p>Confined to the engine's thread. It lives as long as one socket; times are monotonic
 * milliseconds.
 */
final class IdleTimer {

  /** No deadline. */
  static final long NEVER = Long.MAX_VALUE;

  /** A peer that wants to see a frame more often than this is refused. */
  static final long MIN_REMOTE_TIMEOUT_MS = 10;

  /**
   * So many looks at the output are taken in the peer's time: a sign of life is never later than
   * two.
   */
  private static final int LOOKS_PER_TIMEOUT = 3;

  private final long localTimeoutMs;

  private long lastInputMs;
  private long remoteTimeoutMs;
  private long nextLookMs = NEVER;

  IdleTimer(long localTimeoutMs, long nowMs) {
    this.localTimeoutMs = localTimeoutMs;
    this.lastInputMs = nowMs;
  }

  /** The peer's open told how often it wants to see a frame; 0 for never. */
  void remoteTimeout(long timeoutMs, long nowMs) {
    if (timeoutMs > 0 && timeoutMs < MIN_REMOTE_TIMEOUT_MS) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.NOT_ALLOWED,
          "idle-time-out of " + timeoutMs + " ms is below " + MIN_REMOTE_TIMEOUT_MS + " ms");
    }
    remoteTimeoutMs = timeoutMs;
    nextLookMs = timeoutMs == 0 ? NEVER : nowMs + timeoutMs / LOOKS_PER_TIMEOUT;
  }

  void input(long nowMs) {
    lastInputMs = nowMs;
  }

  /** Whether the peer was silent for too long. */
  boolean isExpired(long nowMs) {
    return localTimeoutMs > 0 && nowMs - lastInputMs >= localTimeoutMs;
  }

  /** Whether it is time to look if anything was sent; the next look is set. */
  boolean isLookDue(long nowMs) {
    if (nowMs < nextLookMs) {
      return false;
    }
    nextLookMs = nowMs + remoteTimeoutMs / LOOKS_PER_TIMEOUT;
    return true;
  }

  /** When something is to be done, or {@link #NEVER}. */
  long deadlineMs() {
    long expiry = localTimeoutMs > 0 ? lastInputMs + localTimeoutMs : NEVER;
    return Math.min(expiry, nextLookMs);
  }
}
