// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.wire.FieldReader;

/** Expects a begin (AMQP 2.7.2). Confined to the thread of the test. */
public final class ExpectBegin extends Expectation<Begin, ExpectBegin> {

  ExpectBegin(ScriptedPeer peer) {
    super(peer, Begin.class);
  }

  @Override
  ExpectBegin self() {
    return this;
  }

  /** It answers a begin that the peer sent on this channel. */
  public ExpectBegin answering(int channel) {
    return with("remote-channel", Begin::remoteChannel, channel);
  }

  /** It answers no begin. */
  public ExpectBegin initiating() {
    return with("remote-channel", Begin::remoteChannel, FieldReader.ABSENT);
  }

  /** Its next-outgoing-id. */
  public ExpectBegin withNextOutgoingId(long id) {
    return with("next-outgoing-id", Begin::nextOutgoingId, id);
  }

  /** Its incoming-window, in transfer frames. */
  public ExpectBegin withIncomingWindow(long frames) {
    return with("incoming-window", Begin::incomingWindow, frames);
  }

  /** Its outgoing-window, in transfer frames. */
  public ExpectBegin withOutgoingWindow(long frames) {
    return with("outgoing-window", Begin::outgoingWindow, frames);
  }

  /** Its handle-max. */
  public ExpectBegin withHandleMax(long handleMax) {
    return with("handle-max", Begin::handleMax, handleMax);
  }

  /** Answers with a begin, on the channel of the same number. */
  public ScriptedPeer respond() {
    return respondWith(begin -> {});
  }

  /** Answers with a begin of these words. */
  public ScriptedPeer respondWith(Consumer<RemoteBegin> words) {
    RemoteBegin answer = new RemoteBegin(null);
    words.accept(answer);
    return react((stage, frame, begin) -> answer.answer(stage, frame.channel()));
  }
}
