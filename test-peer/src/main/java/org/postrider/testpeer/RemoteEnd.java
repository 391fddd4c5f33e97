// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.End;

/** The peer's end (AMQP 2.7.8). Confined to the thread of the test. */
public final class RemoteEnd extends RemoteFrame<RemoteEnd> {

  private @Nullable AmqpError error;

  RemoteEnd(@Nullable ScriptedPeer peer) {
    super(peer, "end");
  }

  @Override
  RemoteEnd self() {
    return this;
  }

  /** Its error. */
  public RemoteEnd withError(AmqpError amqpError) {
    open();
    error = amqpError;
    return this;
  }

  /** Its error. */
  public RemoteEnd withErrorOf(String condition, String description) {
    return withError(Errors.of(condition, description));
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    SessionMirror session = session(stage);
    send(stage, channelOr(session == null ? 0 : session.ourChannel), new End(error));
  }

  void answer(Stage stage, int theirChannel) throws InterruptedException {
    send(stage, channelAnswering(stage, theirChannel), new End(error));
  }
}
