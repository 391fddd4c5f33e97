// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.wire.FieldReader;

/** Expects a flow (AMQP 2.7.4). Confined to the thread of the test. */
public final class ExpectFlow extends Expectation<Flow, ExpectFlow> {

  ExpectFlow(ScriptedPeer peer) {
    super(peer, Flow.class);
  }

  @Override
  ExpectFlow self() {
    return this;
  }

  /** It speaks of the session only. */
  public ExpectFlow ofSession() {
    return with("handle", Flow::handle, (long) FieldReader.ABSENT);
  }

  /** It speaks of the link of this handle. */
  public ExpectFlow withHandle(long handle) {
    return with("handle", Flow::handle, handle);
  }

  /** Its link-credit. */
  public ExpectFlow withLinkCredit(long credit) {
    return with("link-credit", Flow::linkCredit, credit);
  }

  /** Its delivery-count. */
  public ExpectFlow withDeliveryCount(long deliveryCount) {
    return with("delivery-count", Flow::deliveryCount, deliveryCount);
  }

  /** Its available messages. */
  public ExpectFlow withAvailable(long messages) {
    return with("available", Flow::available, messages);
  }

  /** Its next-incoming-id. */
  public ExpectFlow withNextIncomingId(long id) {
    return with("next-incoming-id", Flow::nextIncomingId, id);
  }

  /** Its incoming-window, in transfer frames. */
  public ExpectFlow withIncomingWindow(long frames) {
    return with("incoming-window", Flow::incomingWindow, frames);
  }

  /** Its next-outgoing-id. */
  public ExpectFlow withNextOutgoingId(long id) {
    return with("next-outgoing-id", Flow::nextOutgoingId, id);
  }

  /** It asks to use the credit up. */
  public ExpectFlow draining() {
    return with("drain", Flow::drain, true);
  }

  /** It does not ask to use the credit up. */
  public ExpectFlow notDraining() {
    return with("drain", Flow::drain, false);
  }

  /** It asks for an answer. */
  public ExpectFlow echoing() {
    return with("echo", Flow::echo, true);
  }

  /** Answers with the peer's flow state of the same link, or of the session. */
  public ScriptedPeer respond() {
    return respondWith(flow -> {});
  }

  /** Answers with a flow of these words. */
  public ScriptedPeer respondWith(Consumer<RemoteFlow> words) {
    RemoteFlow answer = new RemoteFlow(null);
    words.accept(answer);
    return react((stage, frame, flow) -> answer.answer(stage, frame.channel(), flow));
  }

  /** Answers that the credit is used up: the delivery-count advanced by it (AMQP 2.6.7). */
  public ScriptedPeer respondDrained() {
    return respondWith(RemoteFlow::drained);
  }
}
