// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.util.collection.LongObjectHashMap;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.ErrorConditions;

/**
 * The numbers that stand for links on a session's wire, of both ends (AMQP 2.6.2).
 *
 * <p>Confined to the engine's thread. It lives as long as one mapping of the session.
 */
final class Handles {

  /** The highest handle that is accepted from the peer. */
  static final int HANDLE_MAX = 65_535;

  /** Most sessions have one link or two. */
  private static final int FIRST_CAPACITY = 2;

  private final BitSet local = new BitSet();
  private final LongObjectHashMap<Link> remote = new LongObjectHashMap<>(FIRST_CAPACITY);
  private long peerHandleMax;
  private boolean peerHandleMaxKnown;

  /** The peer's begin came. */
  void peerHandleMax(long handleMax) {
    peerHandleMax = handleMax;
    peerHandleMaxKnown = true;
  }

  /**
   * Whether it can be said now if the peer has room for a link. Only handle 0 is within any
   * handle-max; who goes beyond one has its connection closed (AMQP 2.7.2).
   */
  boolean canTell() {
    return peerHandleMaxKnown || local.isEmpty();
  }

  /**
   * Takes the lowest free handle for a link.
   *
   * @throws EngineException if the peer allows no further one
   */
  long assign(Link link) {
    int handle = local.nextClearBit(0);
    if (handle > peerHandleMax) {
      throw new EngineException(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
          "link " + link.name() + " would exceed the peer's handle-max " + peerHandleMax);
    }
    local.set(handle);
    return handle;
  }

  void release(long handle) {
    if (handle >= 0) {
      local.clear((int) handle);
    }
  }

  @Nullable Link remote(long handle) {
    return remote.get(handle);
  }

  void putRemote(long handle, Link link) {
    remote.put(handle, link);
  }

  void removeRemote(long handle) {
    Link link = remote.remove(handle);
    if (link != null) {
      link.released();
    }
  }

  /** The session is over, and with it all that the peer attached. */
  void clear() {
    if (!remote.isEmpty()) {
      remote.values().forEach(Link::released);
      remote.clear();
    }
  }
}
