// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Role;

/**
 * The links of a session under their names, each of which may stand for one of either role (AMQP
 * 2.6.1).
 *
 * <p>Confined to the engine's thread. It survives a reconnect.
 */
final class SessionLinks {

  /**
   * The links of one role.
   *
   * @param bearers who bears a name
   * @param heirs who gets it when its bearer, which this end detaches, has gone
   */
  private record Names(Map<String, Link> bearers, Map<String, Link> heirs) {

    Names() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    boolean isTaken(String name, @Nullable Link claimant) {
      Link bearer = bearers.get(name);
      if (bearer != null && bearer != claimant && !bearer.isDetachSent()) {
        return true;
      }
      Link heir = heirs.get(name);
      return heir != null && heir != claimant;
    }

    void clear() {
      bearers.clear();
      heirs.clear();
    }
  }

  private final Set<Link> inOrder = new LinkedHashSet<>();
  private final Names senders = new Names();
  private final Names receivers = new Names();

  private Names names(Role role) {
    return role == Role.SENDER ? senders : receivers;
  }

  @Nullable Link get(Role role, String name) {
    return names(role).bearers().get(name);
  }

  /** All of them, in the order in which they came. */
  List<Link> all() {
    return List.copyOf(inOrder);
  }

  /** Attaches what is wanted and waits for nothing but that, in the order in which it came. */
  void attach() {
    for (Link link : all()) {
      if (link.isLocallyOpen() && !link.isWaitingForOwner()) {
        link.attachOrReport();
      }
    }
  }

  /** It may have changed whether large messages may begin. */
  void reconsiderCredit() {
    for (Link link : receivers.bearers().values()) {
      ((ReceiverLink) link).reconsiderCredit();
    }
  }

  /** Whether messages may come for a link other than this one. */
  boolean expectsAnother(ReceiverLink than) {
    for (Link link : receivers.bearers().values()) {
      if (link != than && ((ReceiverLink) link).isExpecting()) {
        return true;
      }
    }
    return false;
  }

  /** Whether no further link can get a name, not even later. */
  boolean isTaken(Role role, String name) {
    return names(role).isTaken(name, null);
  }

  /** A link is about to be made. */
  void checkFree(Role role, String name) {
    if (isTaken(role, name)) {
      throw new IllegalArgumentException("a link of the name " + name + " is there already");
    }
  }

  /**
   * A link is to bear its name: now, or when the one that this end detaches has gone (AMQP 2.6.1).
   *
   * @return whether it bears it now
   * @throws IllegalStateException if another bears it, or will
   */
  boolean claim(Link link) {
    Names names = names(link.role());
    if (names.isTaken(link.name(), link)) {
      throw new IllegalStateException("a link of the name " + link.name() + " is there already");
    }
    Link bearer = names.bearers().get(link.name());
    boolean free = bearer == null || bearer == link;
    if (free) {
      names.heirs().remove(link.name());
      names.bearers().put(link.name(), link);
    } else {
      names.heirs().put(link.name(), link);
    }
    inOrder.add(link);
    return free;
  }

  /** Whether a link waits for its name. */
  boolean isHeir(Link link) {
    return names(link.role()).heirs().get(link.name()) == link;
  }

  /** A link has gone: who waits for its name gets it. */
  void passOn(Link gone) {
    Names names = names(gone.role());
    Link heir = names.heirs().get(gone.name());
    if (heir == null || names.bearers().containsKey(gone.name())) {
      return;
    }
    if (heir.isWaitingForOwner()) {
      claim(heir);
    } else {
      heir.attachOrReport();
    }
  }

  void remember(Link link) {
    names(link.role()).bearers().put(link.name(), link);
    inOrder.add(link);
  }

  void forget(Link link) {
    names(link.role()).bearers().remove(link.name(), link);
    names(link.role()).heirs().remove(link.name(), link);
    inOrder.remove(link);
  }

  void clear() {
    inOrder.clear();
    senders.clear();
    receivers.clear();
  }
}
