// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The links of a session: those that stand, and those that are detached while some of their
 * deliveries are not settled.
 *
 * <p>Confined to the container's loop.
 */
final class SessionLinks {

  private final Set<Link> links = new LinkedHashSet<>();
  private final Set<Link> lingering = new LinkedHashSet<>();
  private final NameWaits names = new NameWaits();

  void add(Link link) {
    links.add(link);
  }

  void remove(Link link) {
    links.remove(link);
    names.released();
  }

  /** A link is detached, and some of its deliveries are not settled. */
  void linger(Link link) {
    lingering.add(link);
  }

  /** A link that was detached has no delivery left. */
  void finish(LinkCore core) {
    if (lingering.remove(core.owner())) {
      core.abandoned();
    }
  }

  /** Who waits for a name that a link of this end's gives up. */
  NameWaits names() {
    return names;
  }

  /** Whether a link of the same kind and name is being closed, and has not gone yet. */
  boolean isGivenUp(Link claimant) {
    for (Link link : links) {
      if (link != claimant
          && link.getClass() == claimant.getClass()
          && link.name().equals(claimant.name())
          && isClosing(link)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClosing(Link link) {
    return link instanceof Sender sender ? sender.isClosing() : core(link).isCloseAsked();
  }

  /** The socket has ended, and nobody has been told of it yet. */
  void losing() {
    for (Link link : links) {
      if (link instanceof Sender sender) {
        sender.losing();
      }
    }
  }

  /** The connection is lost; the links come back with it. */
  void disconnected() {
    for (Link link : List.copyOf(links)) {
      if (link instanceof Sender sender) {
        sender.disconnected();
      } else if (link instanceof Receiver receiver) {
        receiver.disconnected();
      }
    }
  }

  /** The loss has been told: those that the peer had asked for are at their end. */
  void endWithLoss() {
    for (Link link : List.copyOf(links)) {
      if (core(link).endsWithLoss()) {
        abandon(link);
        remove(link);
        core(link).abandoned();
      }
    }
  }

  /** They are not waited for any more. */
  void standDown(Connection connection) {
    List.copyOf(links).forEach(link -> connection.core().gone(core(link)));
  }

  /** What was sent or received over any of them and is not settled will not be. */
  void abandonDeliveries() {
    List.copyOf(links).forEach(SessionLinks::abandon);
    List.copyOf(lingering).forEach(SessionLinks::abandon);
  }

  /** The same of one. */
  static void abandon(Link link) {
    if (link instanceof Sender sender) {
      sender.abandoned();
    } else if (link instanceof Receiver receiver) {
      receiver.abandoned();
    }
  }

  /** The session has come to its end, and they with it. */
  void ended() {
    List.copyOf(links).forEach(SessionLinks::endWithSession);
    finishAll();
  }

  private static void endWithSession(Link link) {
    if (link instanceof Sender sender) {
      sender.endedWithSession();
    } else {
      core(link).ended();
    }
  }

  /** The session does not come back, and nobody has ended it. */
  void abandoned() {
    List.copyOf(links).forEach(link -> core(link).abandoned());
    finishAll();
  }

  /** No delivery outlives its session (AMQP 2.6.4). */
  private void finishAll() {
    lingering.forEach(link -> core(link).abandoned());
    lingering.clear();
  }

  private static LinkCore core(Link link) {
    return link instanceof Sender sender ? sender.core() : ((Receiver) link).core();
  }
}
