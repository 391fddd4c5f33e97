// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.Binary;

/**
 * The words that every frame has that the peer sends: what they leave out is filled in, when the
 * frame is sent, from what was said on the connection until then.
 *
 * <p>Confined to the thread of the test. {@link #send} is the last word of the sentence; without
 * it, the next word to the peer ends the sentence.
 *
 * @param <S> the words of the frame
 */
public abstract sealed class RemoteFrame<S extends RemoteFrame<S>>
    permits RemoteAttach,
        RemoteBegin,
        RemoteClose,
        RemoteDetach,
        RemoteDisposition,
        RemoteEnd,
        RemoteFlow,
        RemoteOpen,
        RemoteTransfer {

  private final @Nullable ScriptedPeer peer;
  private final Step step;
  private @Nullable Integer channel;
  private @Nullable String linkName;

  /** Words that are a step of the peer's script, or those of an answer where it is null. */
  RemoteFrame(@Nullable ScriptedPeer peer, String name) {
    this.peer = peer;
    this.step = new Step.Action("send " + name, this::play);
    if (peer != null) {
      peer.script().add(step);
    }
  }

  abstract S self();

  /** Sends the frame; called on the script's thread. */
  abstract void play(Stage stage) throws InterruptedException;

  /** The channel on which the peer sends; if it is not named, that of the session or link. */
  public S onChannel(int number) {
    open();
    channel = number;
    return self();
  }

  /**
   * The last word: the frame is sent when the script has come to it.
   *
   * @throws IllegalStateException for the words of an answer, which is sent without it
   */
  public ScriptedPeer send() {
    if (peer == null) {
      throw new IllegalStateException("an answer is sent by itself");
    }
    peer.script().requireOpen(step);
    peer.script().seal();
    return peer;
  }

  /** Refuses words that come too late. */
  final void open() {
    if (peer != null) {
      peer.script().requireOpen(step);
    }
  }

  final S nameLink(String name) {
    open();
    linkName = name;
    return self();
  }

  /** The link that is meant: the one named, else the one attached last in that role. */
  final LinkMirror link(Stage stage, @Nullable Role ourRole) {
    return stage.mirror().link(new Mirror.LinkChoice(channel, linkName, ourRole));
  }

  final boolean isLinkNamed() {
    return linkName != null;
  }

  /** The session that is meant: that of the channel named, else the one begun last. */
  final @Nullable SessionMirror session(Stage stage) {
    return stage.mirror().session(channel);
  }

  /** The channel that was named, or else this one. */
  final int channelOr(int otherwise) {
    return channel == null ? otherwise : channel;
  }

  /** The peer's channel of the session whose frame came on one of theirs. */
  final int channelAnswering(Stage stage, int theirChannel) {
    SessionMirror session = stage.mirror().byTheirChannel(theirChannel);
    return channelOr(session == null ? theirChannel : session.ourChannel);
  }

  final void send(Stage stage, int onChannel, Performative performative)
      throws InterruptedException {
    stage.send(onChannel, performative, Binary.EMPTY);
  }
}
