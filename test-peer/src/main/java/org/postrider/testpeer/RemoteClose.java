// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Close;

/** The peer's close (AMQP 2.7.9). Confined to the thread of the test. */
public final class RemoteClose extends RemoteFrame<RemoteClose> {

  private @Nullable AmqpError error;

  RemoteClose(@Nullable ScriptedPeer peer) {
    super(peer, "close");
  }

  @Override
  RemoteClose self() {
    return this;
  }

  /** Its error. */
  public RemoteClose withError(AmqpError amqpError) {
    open();
    error = amqpError;
    return this;
  }

  /** Its error. */
  public RemoteClose withErrorOf(String condition, String description) {
    return withError(Errors.of(condition, description));
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    send(stage, channelOr(0), new Close(error));
  }
}
