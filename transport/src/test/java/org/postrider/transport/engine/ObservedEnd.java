// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Open;

/**
 * One end of one connection as an observer of the wire knows it: it judges the frames that the end
 * writes (AMQP 2.4, 2.5).
 *
 * <p>Confined to the simulation's thread. Nothing in it comes from the engine.
 */
final class ObservedEnd {

  private final FrameRecorder recorder = new FrameRecorder();
  private final Map<Integer, ObservedSession> byOwnChannel = new HashMap<>();
  private final Map<Integer, ObservedSession> byPeersChannel = new HashMap<>();

  /** What was written and the peer has not taken in. */
  final Deque<WireFrame> underWay = new ArrayDeque<>();

  private boolean headerWritten;
  private boolean closeWritten;
  private @Nullable Open open;
  private @Nullable Open peersOpen;

  /** The end writes octets; gives the frames that they complete. */
  Deque<WireFrame> written(byte[] octets, int offset, int length) {
    Deque<WireFrame> frames = recorder.record(octets, offset, length);
    for (WireFrame frame : frames) {
      judge(frame);
      underWay.add(frame);
    }
    return frames;
  }

  /** The frames that {@link #written} gave are done with. */
  void clearWritten() {
    recorder.frames().clear();
  }

  /** The peer is within a frame: it and those before are known to it. */
  void beingTakenIn(long octets, ObservedEnd peer) {
    while (!underWay.isEmpty() && underWay.peek().start() < octets) {
      peer.seen(underWay.poll());
    }
  }

  /** The peer has taken in so many octets: the frames that end before are known to it. */
  void takenIn(long octets, ObservedEnd peer) {
    while (!underWay.isEmpty() && underWay.peek().start() + underWay.peek().size() <= octets) {
      peer.seen(underWay.poll());
    }
  }

  private void judge(WireFrame frame) {
    require(!closeWritten, "frame after close");
    if (frame.isHeader()) {
      require(!headerWritten, "second header");
      headerWritten = true;
      return;
    }
    require(headerWritten, "frame before the header");
    long limit = peersOpen == null ? 512 : Math.max(512, peersOpen.maxFrameSize());
    require(
        frame.size() <= limit || frame.body() instanceof Open,
        "frame of " + frame.size() + " exceeds the peer's max-frame-size");
    if (frame.body() != null) {
      ObservedErrors.requireNoAccusation(frame.body());
    }
    if (frame.body() instanceof Open newOpen) {
      require(open == null && frame.channel() == 0, "second open, or not on channel 0");
      open = newOpen;
      return;
    }
    require(open != null, "frame before the open");
    if (frame.body() instanceof Close) {
      require(frame.channel() == 0, "close is not on channel 0");
      closeWritten = true;
    } else if (frame.body() instanceof Begin begin) {
      beginWritten(frame.channel(), begin);
    } else if (frame.body() instanceof End) {
      ObservedSession session = own(frame.channel());
      require(!session.endWritten, "second end");
      session.endWritten = true;
      forgetIfGone(session);
    } else if (frame.body() != null) {
      own(frame.channel()).written(frame.body());
    }
  }

  private void beginWritten(int channel, Begin begin) {
    Open limits = peersOpen;
    require(limits != null && channel <= limits.channelMax(), "channel above the channel-max");
    require(!byOwnChannel.containsKey(channel), "begin on a channel in use");
    ObservedSession session =
        begin.remoteChannel() < 0
            ? new ObservedSession()
            : byPeersChannel.get(begin.remoteChannel());
    require(session != null && !session.beginWritten, "begin that answers none");
    Objects.requireNonNull(session).beginWritten(channel, begin);
    byOwnChannel.put(channel, session);
  }

  private ObservedSession own(int channel) {
    ObservedSession session = byOwnChannel.get(channel);
    require(session != null, "frame on channel " + channel + ", which is not begun");
    return Objects.requireNonNull(session);
  }

  private void forgetIfGone(ObservedSession session) {
    if (session.endWritten && session.endSeen) {
      byOwnChannel.remove(session.ownChannel);
      byPeersChannel.remove(session.peersChannel);
    }
  }

  private void seen(WireFrame frame) {
    if (frame.isHeader() || frame.body() == null || closeWritten) {
      return;
    }
    if (frame.body() instanceof Open newOpen) {
      peersOpen = newOpen;
    } else if (frame.body() instanceof Begin begin) {
      ObservedSession session =
          begin.remoteChannel() < 0
              ? new ObservedSession()
              : Objects.requireNonNull(byOwnChannel.get(begin.remoteChannel()));
      session.beginSeen(frame.channel(), begin);
      byPeersChannel.put(frame.channel(), session);
    } else if (frame.body() instanceof End) {
      ObservedSession session = Objects.requireNonNull(byPeersChannel.get(frame.channel()));
      session.endSeen = true;
      forgetIfGone(session);
    } else if (!(frame.body() instanceof Close)) {
      Objects.requireNonNull(byPeersChannel.get(frame.channel())).seen(frame.body());
    }
  }

  /** The session on a channel of this end, or null. */
  @Nullable ObservedSession session(int ownChannel) {
    return byOwnChannel.get(ownChannel);
  }

  /** The end of the peer's side of a session, or null. */
  @Nullable ObservedSession peerOf(ObservedSession session, ObservedEnd peer) {
    return peer.byPeersChannel.get(session.ownChannel);
  }
}
