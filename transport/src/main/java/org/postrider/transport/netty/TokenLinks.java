// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Transfer;

/**
 * The links, one way of one socket, that lead to the node which takes tokens: what goes over them
 * is not to be traced.
 *
 * <p>Confined to the channel's event loop.
 */
final class TokenLinks {

  /** Where tokens are put (AMQP Claims-based Security 1.0). */
  private static final String TOKEN_NODE = "$cbs";

  /** Channel and handle. */
  private final Set<Long> links = new HashSet<>();

  /** Whether none is known. */
  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Takes note of a link that comes or goes. */
  void note(int channel, @Nullable Object performative) {
    if (performative instanceof Attach attach) {
      long link = link(channel, attach.handle());
      if (attach.target() instanceof Target target && TOKEN_NODE.equals(target.address())) {
        links.add(link);
      } else {
        links.remove(link);
      }
    } else if (performative instanceof Detach detach) {
      links.remove(link(channel, detach.handle()));
    }
  }

  /** Whether a transfer may hold a token. */
  boolean carry(int channel, Transfer transfer) {
    return links.contains(link(channel, transfer.handle()));
  }

  private static long link(int channel, long handle) {
    return (long) channel << Integer.SIZE | handle;
  }
}
