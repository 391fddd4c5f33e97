// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.FieldReader;

/**
 * The channels, handles and counts of one connection, as far as both ends have spoken of them.
 *
 * <p>Confined to the script's thread. It only fills in what a script leaves out and checks nothing:
 * a script may break every rule.
 */
final class Mirror {

  private final List<SessionMirror> sessions = new ArrayList<>();

  /** Of all sessions; the one attached last is the last. */
  private final List<LinkMirror> links = new ArrayList<>();

  void received(int channel, Performative performative) {
    if (performative instanceof Begin begin) {
      receivedBegin(channel, begin);
      return;
    }
    SessionMirror session = byTheirChannel(channel);
    if (session == null) {
      return;
    }
    if (performative instanceof Attach attach) {
      nowLast(session.received(attach));
    } else if (performative instanceof Transfer transfer) {
      session.received(transfer);
    } else if (performative instanceof Flow flow) {
      session.received(flow);
    } else if (performative instanceof Detach detach) {
      session.received(detach);
    } else if (performative instanceof End) {
      session.endedByThem = true;
      forgetIfGone(session);
    }
  }

  private void nowLast(LinkMirror link) {
    links.remove(link);
    links.add(link);
  }

  private void forgetIfGone(SessionMirror session) {
    if (session.endedByUs && session.endedByThem) {
      sessions.remove(session);
    }
  }

  private void receivedBegin(int channel, Begin begin) {
    SessionMirror session = null;
    if (begin.remoteChannel() == FieldReader.ABSENT) {
      // The peer answers on the same number, if the script does not say otherwise.
      session = new SessionMirror(channel);
      sessions.add(session);
    } else {
      session = byOurChannel(begin.remoteChannel());
    }
    if (session != null) {
      session.theirChannel = channel;
      session.nextIncomingId = begin.nextOutgoingId();
    }
  }

  void sent(int channel, Performative performative) {
    if (performative instanceof Begin begin) {
      sentBegin(channel, begin);
      return;
    }
    SessionMirror session = byOurChannel(channel);
    if (session == null) {
      return;
    }
    if (performative instanceof Attach attach) {
      nowLast(session.sent(attach));
    } else if (performative instanceof Transfer transfer) {
      session.sent(transfer);
    } else if (performative instanceof Flow flow) {
      session.sent(flow);
    } else if (performative instanceof Detach detach) {
      session.sent(detach);
    } else if (performative instanceof End) {
      session.endedByUs = true;
      forgetIfGone(session);
    }
  }

  private void sentBegin(int channel, Begin begin) {
    SessionMirror session =
        begin.remoteChannel() == FieldReader.ABSENT ? null : byTheirChannel(begin.remoteChannel());
    if (session == null) {
      session = new SessionMirror(channel);
      sessions.add(session);
    }
    session.ourChannel = channel;
    session.nextOutgoingId = begin.nextOutgoingId();
    session.incomingWindow = begin.incomingWindow();
    session.outgoingWindow = begin.outgoingWindow();
  }

  /** The lowest channel on which the peer has no session. */
  int freeChannel() {
    int channel = 0;
    while (byOurChannel(channel) != null) {
      channel++;
    }
    return channel;
  }

  /** The session of a channel of the peer's, or the one begun last; null if there is none. */
  @Nullable SessionMirror session(@Nullable Integer ourChannel) {
    if (ourChannel != null) {
      return byOurChannel(ourChannel);
    }
    return sessions.isEmpty() ? null : sessions.get(sessions.size() - 1);
  }

  @Nullable SessionMirror byTheirChannel(int channel) {
    return last(sessions.stream().filter(s -> s.theirChannel == channel).toList());
  }

  private @Nullable SessionMirror byOurChannel(int channel) {
    return last(sessions.stream().filter(s -> s.ourChannel == channel).toList());
  }

  /** The link attached last of those that are meant. */
  LinkMirror link(LinkChoice choice) {
    LinkMirror link =
        last(
            links.stream()
                .filter(l -> !l.detachedByUs && sessions.contains(l.session))
                .filter(l -> choice.channel() == null || l.session.ourChannel == choice.channel())
                .filter(l -> choice.name() == null || l.name.equals(choice.name()))
                .filter(l -> choice.ourRole() == null || l.ourRole == choice.ourRole())
                .toList());
    if (link == null) {
      throw new AssertionError("there is no link for it: " + choice);
    }
    return link;
  }

  private static <T> @Nullable T last(List<T> all) {
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  /** Which link is meant; null for any. */
  record LinkChoice(@Nullable Integer channel, @Nullable String name, @Nullable Role ourRole) {}
}
