// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Close;

/** Expects a close (AMQP 2.7.9). Confined to the thread of the test. */
public final class ExpectClose extends Expectation<Close, ExpectClose> {

  ExpectClose(ScriptedPeer peer) {
    super(peer, Close.class);
  }

  @Override
  ExpectClose self() {
    return this;
  }

  /** The condition of its error; null for no error. */
  public ExpectClose withErrorCondition(@Nullable String condition) {
    return with("error condition", close -> ExpectDetach.condition(close.error()), condition);
  }

  /** Answers with a close. The socket stays open until the other end closes it. */
  public ScriptedPeer respond() {
    return react((stage, frame, close) -> new RemoteClose(null).play(stage));
  }
}
