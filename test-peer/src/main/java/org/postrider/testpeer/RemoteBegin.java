// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.wire.FieldReader;

/** The peer's begin (AMQP 2.7.2). Confined to the thread of the test. */
public final class RemoteBegin extends RemoteFrame<RemoteBegin> {

  /** The windows of a peer that is given none, in transfer frames: as good as no limit. */
  public static final long DEFAULT_WINDOW = Integer.MAX_VALUE;

  private long nextOutgoingId;
  private long incomingWindow = DEFAULT_WINDOW;
  private long outgoingWindow = DEFAULT_WINDOW;
  private long handleMax = Begin.HANDLE_MAX_DEFAULT;

  RemoteBegin(@Nullable ScriptedPeer peer) {
    super(peer, "begin");
  }

  @Override
  RemoteBegin self() {
    return this;
  }

  /** The transfer-id of the peer's first transfer; 0 if it is not named. */
  public RemoteBegin withNextOutgoingId(long id) {
    open();
    nextOutgoingId = id;
    return this;
  }

  /** How many transfer frames the peer says it takes. */
  public RemoteBegin withIncomingWindow(long frames) {
    open();
    incomingWindow = frames;
    return this;
  }

  /** How many transfer frames the peer says it may send. */
  public RemoteBegin withOutgoingWindow(long frames) {
    open();
    outgoingWindow = frames;
    return this;
  }

  /** The highest handle that the peer says it takes. */
  public RemoteBegin withHandleMax(long handle) {
    open();
    handleMax = handle;
    return this;
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    send(stage, channelOr(stage.mirror().freeChannel()), begin(FieldReader.ABSENT));
  }

  void answer(Stage stage, int theirChannel) throws InterruptedException {
    send(stage, channelOr(theirChannel), begin(theirChannel));
  }

  private Begin begin(int remoteChannel) {
    return new Begin(
        remoteChannel,
        nextOutgoingId,
        incomingWindow,
        outgoingWindow,
        handleMax,
        List.of(),
        List.of(),
        Map.of());
  }
}
