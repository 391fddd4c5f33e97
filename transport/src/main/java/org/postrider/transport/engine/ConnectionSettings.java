// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;

/**
 * What one end of a connection is, offers and accepts (AMQP 2.7.1).
 *
 * <p>Immutable.
 *
 * @param containerId who this end is
 * @param hostname the virtual host that is addressed, or null
 * @param maxFrameSize the largest frame that is accepted, in octets; 512 or more
 * @param channelMax the highest channel number; 0 to 65535
 * @param idleTimeoutMs after how long a silence the peer is given up; 0 for never, up to 2^33-2
 * @param offeredCapabilities what this end can do
 * @param desiredCapabilities what it would use
 * @param properties more about it
 * @param maxIncompleteOctets how much is kept of messages that have not come whole, over all links,
 *     where there are several; 0 for no limit
 */
public record ConnectionSettings(
    String containerId,
    @Nullable String hostname,
    int maxFrameSize,
    int channelMax,
    long idleTimeoutMs,
    List<Symbol> offeredCapabilities,
    List<Symbol> desiredCapabilities,
    Map<Symbol, @Nullable Object> properties,
    long maxIncompleteOctets) {

  /** The smallest max-frame-size that there may be (AMQP 2.8.19). */
  public static final int MIN_MAX_FRAME_SIZE = 512;

  /** The default of {@link #maxFrameSize}. */
  public static final int DEFAULT_MAX_FRAME_SIZE = 128 * 1024;

  /** The default of {@link #channelMax}. */
  public static final int DEFAULT_CHANNEL_MAX = 32_767;

  /** The default of {@link #idleTimeoutMs}. */
  public static final long DEFAULT_IDLE_TIMEOUT_MS = 60_000;

  /** The default of {@link #maxIncompleteOctets}. */
  public static final long DEFAULT_MAX_INCOMPLETE_OCTETS = 256L * 1024 * 1024;

  private static final int CHANNEL_MAX_LIMIT = 65_535;

  // The open tells half of it, in 32 bits.
  private static final long IDLE_TIMEOUT_MS_LIMIT = 2 * 0xFFFF_FFFFL;

  /** Refuses what AMQP has no room for. */
  public ConnectionSettings {
    if (maxFrameSize < MIN_MAX_FRAME_SIZE) {
      throw new IllegalArgumentException(
          "max-frame-size " + maxFrameSize + " must be at least " + MIN_MAX_FRAME_SIZE);
    }
    if (channelMax < 0 || channelMax > CHANNEL_MAX_LIMIT) {
      throw new IllegalArgumentException(
          "channel-max " + channelMax + " must be between 0 and " + CHANNEL_MAX_LIMIT);
    }
    if (idleTimeoutMs < 0 || idleTimeoutMs > IDLE_TIMEOUT_MS_LIMIT) {
      throw new IllegalArgumentException(
          "idle time-out " + idleTimeoutMs + " ms must be between 0 and " + IDLE_TIMEOUT_MS_LIMIT);
    }
    if (maxIncompleteOctets < 0) {
      throw new IllegalArgumentException(
          "limit of incomplete messages " + maxIncompleteOctets + " must not be negative");
    }
  }

  /** Settings with every default. */
  public static ConnectionSettings of(String containerId) {
    return new ConnectionSettings(
        containerId,
        null,
        DEFAULT_MAX_FRAME_SIZE,
        DEFAULT_CHANNEL_MAX,
        DEFAULT_IDLE_TIMEOUT_MS,
        List.of(),
        List.of(),
        Map.of(),
        DEFAULT_MAX_INCOMPLETE_OCTETS);
  }

  /** The same with other limits. */
  public ConnectionSettings withLimits(
      int newMaxFrameSize, int newChannelMax, long newIdleTimeoutMs) {
    return new ConnectionSettings(
        containerId,
        hostname,
        newMaxFrameSize,
        newChannelMax,
        newIdleTimeoutMs,
        offeredCapabilities,
        desiredCapabilities,
        properties,
        maxIncompleteOctets);
  }

  /** The same with another limit for what is kept of messages that have not come whole. */
  public ConnectionSettings withMaxIncompleteOctets(long octets) {
    return new ConnectionSettings(
        containerId,
        hostname,
        maxFrameSize,
        channelMax,
        idleTimeoutMs,
        offeredCapabilities,
        desiredCapabilities,
        properties,
        octets);
  }

  /** The open that tells them. */
  Open toOpen() {
    return new Open(
        containerId,
        hostname,
        maxFrameSize,
        channelMax,
        // AMQP 2.4.5: half of the true threshold, so that the peer is never just too late.
        idleTimeoutMs / 2,
        List.of(),
        List.of(),
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** The same, for another virtual host, or null. */
  public ConnectionSettings withHostname(@Nullable String newHostname) {
    return new ConnectionSettings(
        containerId,
        newHostname,
        maxFrameSize,
        channelMax,
        idleTimeoutMs,
        offeredCapabilities,
        desiredCapabilities,
        properties,
        maxIncompleteOctets);
  }

  /** The same, for another container id. */
  public ConnectionSettings withContainerId(String newContainerId) {
    return new ConnectionSettings(
        newContainerId,
        hostname,
        maxFrameSize,
        channelMax,
        idleTimeoutMs,
        offeredCapabilities,
        desiredCapabilities,
        properties,
        maxIncompleteOctets);
  }
}
