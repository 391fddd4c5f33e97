// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Role;

/** Expects a disposition (AMQP 2.7.6). Confined to the thread of the test. */
public final class ExpectDisposition extends Expectation<Disposition, ExpectDisposition> {

  ExpectDisposition(ScriptedPeer peer) {
    super(peer, Disposition.class);
  }

  @Override
  ExpectDisposition self() {
    return this;
  }

  /** It speaks of deliveries that the code under test sent. */
  public ExpectDisposition ofSender() {
    return with("role", Disposition::role, Role.SENDER);
  }

  /** It speaks of deliveries that the code under test received. */
  public ExpectDisposition ofReceiver() {
    return with("role", Disposition::role, Role.RECEIVER);
  }

  /** It speaks of one delivery. */
  public ExpectDisposition ofDelivery(long deliveryId) {
    return ofDeliveries(deliveryId, deliveryId);
  }

  /** It speaks of a range of deliveries, the last one included. */
  public ExpectDisposition ofDeliveries(long first, long last) {
    return with("first", Disposition::first, first).with("last", Disposition::last, last);
  }

  /** It settles. */
  public ExpectDisposition settled() {
    return with("settled", Disposition::settled, true);
  }

  /** It does not settle. */
  public ExpectDisposition unsettled() {
    return with("settled", Disposition::settled, false);
  }

  /** Its state; null for none. */
  public ExpectDisposition withState(@Nullable DeliveryState state) {
    return with("state", Disposition::state, state);
  }

  /** Its state is accepted. */
  public ExpectDisposition accepted() {
    return withState(Accepted.INSTANCE);
  }

  /** Its state is of this type. */
  public ExpectDisposition withStateOfType(Class<? extends DeliveryState> type) {
    return matching(
        "a state of type " + type.getSimpleName(),
        disposition -> type.isInstance(disposition.state()));
  }

  /** Answers for the same deliveries that the peer has settled them, in the same state. */
  public ScriptedPeer respondSettled() {
    return respondWith(RemoteDisposition::settled);
  }

  /** Answers for the same deliveries, changed by these words. */
  public ScriptedPeer respondWith(Consumer<RemoteDisposition> words) {
    return react(
        (stage, frame, disposition) -> {
          RemoteDisposition answer =
              new RemoteDisposition(null)
                  .ofRole(disposition.role().opposite())
                  .ofDeliveries(disposition.first(), disposition.last())
                  .withState(disposition.state());
          words.accept(answer);
          answer.answer(stage, frame.channel());
        });
  }
}
