// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Transfer;

/**
 * The links, one way of one socket, that lead to the node which takes tokens or come from there:
 * what goes over them is not to be traced, as the node may repeat the token in its answer.
 *
 * <p>Confined to the channel's event loop.
 */
final class TokenLinks {

  /** Where tokens are put (AMQP Claims-based Security 1.0). */
  private static final String TOKEN_NODE = "$cbs";

  private static final String HIDDEN = "(may hold a token)";

  /** The links' names, by which either way knows what the other has attached. */
  private final Set<String> names;

  /** Names by channel and handle. */
  private final Map<Long, String> links = new HashMap<>();

  /** Those of a socket's one way. */
  TokenLinks() {
    this(new HashSet<>());
  }

  private TokenLinks(Set<String> names) {
    this.names = names;
  }

  /** Those of the same socket's other way. */
  TokenLinks ofOtherWay() {
    return new TokenLinks(names);
  }

  /** Whether none is known. */
  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Takes note of a link that comes or goes. */
  void note(int channel, @Nullable Object performative) {
    if (performative instanceof Attach attach) {
      long link = link(channel, attach.handle());
      if (isOfTokenNode(attach) || names.contains(attach.name())) {
        links.put(link, attach.name());
        names.add(attach.name());
      } else {
        links.remove(link);
      }
    } else if (performative instanceof Detach detach) {
      names.remove(links.remove(link(channel, detach.handle())));
    } else if (performative instanceof End) {
      links.entrySet().removeIf(link -> isOf(channel, link));
    }
  }

  private boolean isOf(int channel, Map.Entry<Long, String> link) {
    boolean its = link.getKey() >> Integer.SIZE == channel;
    if (its) {
      names.remove(link.getValue());
    }
    return its;
  }

  private static boolean isOfTokenNode(Attach attach) {
    return attach.target() instanceof Target target && TOKEN_NODE.equals(target.address())
        || attach.source() != null && TOKEN_NODE.equals(attach.source().address());
  }

  /** Whether a transfer may hold a token. */
  boolean carry(int channel, Transfer transfer) {
    return links.containsKey(link(channel, transfer.handle()));
  }

  /** A performative without the words in which a token may be repeated; the same if it has none. */
  @Nullable Object shown(int channel, @Nullable Object performative) {
    if (performative instanceof Detach detach
        && detach.error() != null
        && links.containsKey(link(channel, detach.handle()))) {
      return new Detach(detach.handle(), detach.closed(), hidden(detach.error()));
    }
    // A disposition does not tell whose deliveries it is of.
    if (performative instanceof Disposition told
        && told.state() instanceof Rejected rejected
        && rejected.error() != null
        && !names.isEmpty()) {
      return new Disposition(
          told.role(),
          told.first(),
          told.last(),
          told.settled(),
          new Rejected(hidden(rejected.error())),
          told.batchable());
    }
    return performative;
  }

  private static AmqpError hidden(AmqpError error) {
    return new AmqpError(error.condition(), HIDDEN);
  }

  private static long link(int channel, long handle) {
    return (long) channel << Integer.SIZE | handle;
  }
}
