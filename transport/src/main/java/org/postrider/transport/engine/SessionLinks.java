// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Role;

/**
 * The links of a session under their names, each of which may stand for one of either role (AMQP
 * 2.6.1).
 *
 * <p>Confined to the engine's thread. It survives a reconnect.
 */
final class SessionLinks {

  /** The links of one role. */
  private static final class Names {

    /** Who bears a name. */
    private final Map<String, Link> bearers = new LinkedHashMap<>(FIRST_CAPACITY);

    /** Who gets it when its bearer, which this end detaches, has gone; made for the first one. */
    private @Nullable Map<String, Link> heirs;

    boolean isTaken(String name, @Nullable Link claimant) {
      Link bearer = bearers.get(name);
      if (bearer != null && bearer != claimant && !bearer.isDetaching()) {
        return true;
      }
      Link heir = heir(name);
      return heir != null && heir != claimant;
    }

    @Nullable Link heir(String name) {
      return heirs == null ? null : heirs.get(name);
    }

    void addHeir(Link link) {
      Map<String, Link> made = heirs;
      if (made == null) {
        made = new LinkedHashMap<>();
        heirs = made;
      }
      made.put(link.name(), link);
    }

    /** A name's heir, or only the one that is given, is none any more. */
    void removeHeir(String name, @Nullable Link only) {
      if (heirs != null && (only == null || heirs.get(name) == only)) {
        heirs.remove(name);
      }
    }

    void clear() {
      bearers.clear();
      heirs = null;
    }
  }

  /** Most sessions have one link or two. */
  private static final int FIRST_CAPACITY = 2;

  private final Set<Link> inOrder = new LinkedHashSet<>(FIRST_CAPACITY);
  private final Names senders = new Names();
  private final Names receivers = new Names();

  /** A link for which messages may come, or could when it was looked for. */
  private @Nullable ReceiverLink expecting;

  private Names names(Role role) {
    return role == Role.SENDER ? senders : receivers;
  }

  @Nullable Link get(Role role, String name) {
    return names(role).bearers.get(name);
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
    for (Link link : receivers.bearers.values()) {
      ((ReceiverLink) link).reconsiderCredit();
    }
  }

  /**
   * Whether messages may come for a link other than this one. All links may ask, one after the
   * other: so the last answer is looked at first.
   */
  boolean expectsAnother(ReceiverLink than) {
    ReceiverLink known = expecting;
    if (known != null && known != than && known.isExpecting()) {
      return true;
    }
    for (Link link : receivers.bearers.values()) {
      if (link != than && link instanceof ReceiverLink other && other.isExpecting()) {
        expecting = other;
        return true;
      }
    }
    expecting = null;
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
      throw new IllegalStateException(
          "a link of the name " + link.shownName() + " is there already");
    }
    Link bearer = names.bearers.get(link.name());
    boolean free = bearer == null || bearer == link;
    if (free) {
      names.removeHeir(link.name(), null);
      names.bearers.put(link.name(), link);
    } else {
      names.addHeir(link);
    }
    inOrder.add(link);
    return free;
  }

  /** Whether a link waits for its name. */
  boolean isHeir(Link link) {
    return names(link.role()).heir(link.name()) == link;
  }

  /** A link has gone: who waits for its name gets it. */
  void passOn(Link gone) {
    Names names = names(gone.role());
    Link heir = names.heir(gone.name());
    if (heir == null || names.bearers.containsKey(gone.name())) {
      return;
    }
    if (heir.isWaitingForOwner()) {
      claim(heir);
    } else {
      heir.attachOrReport();
    }
  }

  /** A link that the peer asks for. */
  Link askedFor(SessionEndpoint session, Attach attach) {
    LinkSettings settings = LinkSettings.granting(attach);
    Link link =
        attach.role() == Role.SENDER
            ? new ReceiverLink(session, settings, true)
            : new SenderLink(session, settings, true);
    remember(link);
    return link;
  }

  void remember(Link link) {
    names(link.role()).bearers.put(link.name(), link);
    inOrder.add(link);
  }

  /**
   * The same of a link that was forgotten.
   *
   * @return false where another has got the name meanwhile, which stays its bearer
   */
  boolean rememberAgain(Link link) {
    if (names(link.role()).bearers.containsKey(link.name())) {
      return false;
    }
    remember(link);
    return true;
  }

  void forget(Link link) {
    names(link.role()).bearers.remove(link.name(), link);
    names(link.role()).removeHeir(link.name(), link);
    inOrder.remove(link);
    expecting = expecting == link ? null : expecting;
  }

  void clear() {
    expecting = null;
    inOrder.clear();
    senders.clear();
    receivers.clear();
  }
}
