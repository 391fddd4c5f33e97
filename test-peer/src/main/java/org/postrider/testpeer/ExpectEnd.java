// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.End;

/** Expects an end (AMQP 2.7.8). Confined to the thread of the test. */
public final class ExpectEnd extends Expectation<End, ExpectEnd> {

  ExpectEnd(ScriptedPeer peer) {
    super(peer, End.class);
  }

  @Override
  ExpectEnd self() {
    return this;
  }

  /** The condition of its error; null for no error. */
  public ExpectEnd withErrorCondition(@Nullable String condition) {
    return with("error condition", end -> ExpectDetach.condition(end.error()), condition);
  }

  /** Answers with an end. */
  public ScriptedPeer respond() {
    return react((stage, frame, end) -> new RemoteEnd(null).answer(stage, frame.channel()));
  }
}
