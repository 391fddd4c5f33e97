// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.ErrorConditions;

/**
 * Which session stands behind which channel, in each direction (AMQP 2.5.1).
 *
 * <p>Confined to the engine's thread. It lives as long as one socket.
 */
final class Channels {

  /** Most connections have one session or two. */
  private static final int FIRST_CAPACITY = 2;

  private final int localChannelMax;
  private final BitSet used = new BitSet();

  /** At the index of its channel; null where that is free. */
  private final List<@Nullable SessionEndpoint> local = new ArrayList<>(FIRST_CAPACITY);

  private final IntObjectHashMap<SessionEndpoint> remote = new IntObjectHashMap<>(FIRST_CAPACITY);
  private int peerChannelMax;

  Channels(int localChannelMax) {
    this.localChannelMax = localChannelMax;
    this.peerChannelMax = localChannelMax;
  }

  void peerChannelMax(int channelMax) {
    peerChannelMax = channelMax;
  }

  /** Refuses a channel that this end does not allow. */
  void check(int channel) {
    if (channel > localChannelMax) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.FRAMING_ERROR,
          "channel " + channel + " exceeds channel-max " + localChannelMax);
    }
  }

  /**
   * Takes the lowest free channel for a session.
   *
   * @throws EngineException if one end allows no further session
   */
  int assign(SessionEndpoint session) {
    int channel = used.nextClearBit(0);
    int channelMax = Math.min(localChannelMax, peerChannelMax);
    if (channel > channelMax) {
      throw new EngineException(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "a further session would exceed channel-max " + channelMax);
    }
    used.set(channel);
    if (channel == local.size()) {
      local.add(session);
    } else {
      local.set(channel, session);
    }
    return channel;
  }

  @Nullable SessionEndpoint local(int channel) {
    return channel < local.size() ? local.get(channel) : null;
  }

  @Nullable SessionEndpoint remote(int channel) {
    return remote.get(channel);
  }

  void putRemote(int channel, SessionEndpoint session) {
    remote.put(channel, session);
  }

  /** Both ends have ended: the channels are free again. */
  void release(SessionEndpoint session) {
    int channel = session.channel();
    if (channel >= 0 && local(channel) == session) {
      local.set(channel, null);
      used.clear(channel);
    }
    int remoteChannel = session.remoteChannel();
    if (remoteChannel >= 0 && remote.get(remoteChannel) == session) {
      remote.remove(remoteChannel);
    }
  }
}
