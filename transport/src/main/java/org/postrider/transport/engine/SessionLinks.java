// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Role;

/**
 * The links of a session under their names, each of which may stand for one of either role (AMQP
 * 2.6.1).
 *
 * <p>Confined to the engine's thread. It survives a reconnect.
 */
final class SessionLinks {

  private final Map<String, Link> senders = new LinkedHashMap<>();
  private final Map<String, Link> receivers = new LinkedHashMap<>();

  private Map<String, Link> links(Role role) {
    return role == Role.SENDER ? senders : receivers;
  }

  @Nullable Link get(Role role, String name) {
    return links(role).get(name);
  }

  /** All of them, in the order in which they came. */
  List<Link> all() {
    List<Link> links = new ArrayList<>(senders.values());
    links.addAll(receivers.values());
    return links;
  }

  /** It may have changed whether large messages may begin. */
  void reconsiderCredit() {
    for (Link link : receivers.values()) {
      ((ReceiverLink) link).reconsiderCredit();
    }
  }

  /** A link is about to be made. */
  void checkFree(Role role, String name) {
    if (links(role).containsKey(name)) {
      throw new IllegalArgumentException("a link of the name " + name + " is there already");
    }
  }

  /** A link is about to bear its name: no other may. */
  void checkName(Link link) {
    Link holder = get(link.role(), link.name());
    if (holder != null && holder != link) {
      throw new IllegalStateException("a link of the name " + link.name() + " is there already");
    }
  }

  void remember(Link link) {
    links(link.role()).put(link.name(), link);
  }

  void forget(Link link) {
    links(link.role()).remove(link.name(), link);
  }

  void clear() {
    senders.clear();
    receivers.clear();
  }
}
