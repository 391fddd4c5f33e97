// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.value.Symbol;

/** Expects a detach (AMQP 2.7.7). Confined to the thread of the test. */
public final class ExpectDetach extends Expectation<Detach, ExpectDetach> {

  ExpectDetach(ScriptedPeer peer) {
    super(peer, Detach.class);
  }

  @Override
  ExpectDetach self() {
    return this;
  }

  /** It ends the link. */
  public ExpectDetach closed() {
    return with("closed", Detach::closed, true);
  }

  /** It suspends the link. */
  public ExpectDetach notClosed() {
    return with("closed", Detach::closed, false);
  }

  /** Its handle. */
  public ExpectDetach withHandle(long handle) {
    return with("handle", Detach::handle, handle);
  }

  /** The condition of its error; null for no error. */
  public ExpectDetach withErrorCondition(@Nullable String condition) {
    return with("error condition", d -> condition(d.error()), condition);
  }

  /** Answers with a detach: closed if this one is. */
  public ScriptedPeer respond() {
    return respondWith(detach -> {});
  }

  /** Answers with a detach, changed by these words. */
  public ScriptedPeer respondWith(Consumer<RemoteDetach> words) {
    return react(
        (stage, frame, detach) -> {
          RemoteDetach answer = new RemoteDetach(null);
          if (detach.closed()) {
            answer.closed();
          }
          words.accept(answer);
          answer.answer(stage, frame.channel(), detach);
        });
  }

  static @Nullable String condition(@Nullable AmqpError error) {
    Symbol condition = error == null ? null : error.condition();
    return condition == null ? null : condition.toString();
  }
}
