// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;

/**
 * Expects one transfer frame (AMQP 2.7.5); a large message comes in several.
 *
 * <p>Confined to the thread of the test.
 */
public final class ExpectTransfer extends Expectation<Transfer, ExpectTransfer> {

  ExpectTransfer(ScriptedPeer peer) {
    super(peer, Transfer.class);
  }

  @Override
  ExpectTransfer self() {
    return this;
  }

  /** Its handle. */
  public ExpectTransfer withHandle(long handle) {
    return with("handle", Transfer::handle, handle);
  }

  /** Its delivery-id. */
  public ExpectTransfer withDeliveryId(long deliveryId) {
    return with("delivery-id", Transfer::deliveryId, deliveryId);
  }

  /** Its delivery-tag. */
  public ExpectTransfer withDeliveryTag(byte... tag) {
    return with("delivery-tag", Transfer::deliveryTag, Binary.copyOf(tag));
  }

  /** Its message-format; 0 for AMQP's own. */
  public ExpectTransfer withMessageFormat(long format) {
    return with("message-format", Transfer::messageFormat, format);
  }

  /** It is settled. */
  public ExpectTransfer settled() {
    return with("settled", Transfer::settled, true);
  }

  /** It is not settled. */
  public ExpectTransfer unsettled() {
    return with("settled", Transfer::settled, false);
  }

  /** More frames of its delivery follow. */
  public ExpectTransfer withMore() {
    return with("more", Transfer::more, true);
  }

  /** It is the last frame of its delivery. */
  public ExpectTransfer withoutMore() {
    return with("more", Transfer::more, false);
  }

  /** It gives its delivery up. */
  public ExpectTransfer aborted() {
    return with("aborted", Transfer::aborted, true);
  }

  /** Its state; null for none. */
  public ExpectTransfer withState(@Nullable DeliveryState state) {
    return with("state", Transfer::state, state);
  }

  /** Its payload, exactly. */
  public ExpectTransfer withPayload(byte... octets) {
    Binary wanted = Binary.copyOf(octets);
    return withPayloadMatching("payload " + wanted, wanted::equals);
  }

  /**
   * Its payload makes a predicate true.
   *
   * @param what the predicate asks for, for the report of a failure
   */
  public ExpectTransfer withPayloadMatching(String what, Predicate<Binary> predicate) {
    return check(
        what,
        (frame, transfer) ->
            predicate.test(frame.payload())
                ? null
                : "expected " + what + " but the payload was " + frame.payload());
  }

  /** It declares a transaction (AMQP 4.5.2). */
  public ExpectTransfer ofDeclare() {
    return withPayloadMatching(
        "a declare", payload -> TestPayload.value(payload) instanceof Declare);
  }

  /** It discharges a transaction with success (AMQP 4.5.3). */
  public ExpectTransfer ofCommit(byte... txnId) {
    Discharge wanted = new Discharge(Binary.copyOf(txnId), false);
    return withPayloadMatching(
        "the commit of " + wanted.txnId(), payload -> wanted.equals(TestPayload.value(payload)));
  }

  /** It discharges a transaction with failure (AMQP 4.5.3). */
  public ExpectTransfer ofRollback(byte... txnId) {
    Discharge wanted = new Discharge(Binary.copyOf(txnId), true);
    return withPayloadMatching(
        "the rollback of " + wanted.txnId(), payload -> wanted.equals(TestPayload.value(payload)));
  }

  /** Settles it as accepted. */
  public ScriptedPeer respondAccepted() {
    return respondState(Accepted.INSTANCE);
  }

  /** Settles it as rejected. */
  public ScriptedPeer respondRejected(String condition, String description) {
    return respondState(new Rejected(Errors.of(condition, description)));
  }

  /** Settles it as released. */
  public ScriptedPeer respondReleased() {
    return respondState(Released.INSTANCE);
  }

  /** Settles it as modified. */
  public ScriptedPeer respondModified(Modified modified) {
    return respondState(modified);
  }

  /** Answers a declare with the id of the new transaction. */
  public ScriptedPeer respondDeclared(byte... txnId) {
    return respondState(new Declared(Binary.copyOf(txnId)));
  }

  /** Settles it in a state. */
  public ScriptedPeer respondState(DeliveryState state) {
    return respondWith(disposition -> disposition.withState(state).settled());
  }

  /** Tells a state and does not settle. */
  public ScriptedPeer respondUnsettled(DeliveryState state) {
    return respondWith(disposition -> disposition.withState(state));
  }

  /** Answers with a disposition of these words, for this delivery if they name no other. */
  public ScriptedPeer respondWith(Consumer<RemoteDisposition> words) {
    return react(
        (stage, frame, transfer) -> {
          RemoteDisposition answer = new RemoteDisposition(null).ofRole(Role.RECEIVER);
          long id = deliveryId(stage, frame, transfer);
          answer.ofDeliveries(id, id);
          words.accept(answer);
          answer.answer(stage, frame.channel());
        });
  }

  /** A frame that continues a delivery may leave the id out. */
  private static long deliveryId(Stage stage, Received.Frame frame, Transfer transfer) {
    if (transfer.deliveryId() != FieldReader.ABSENT) {
      return transfer.deliveryId();
    }
    SessionMirror session = stage.mirror().byTheirChannel(frame.channel());
    LinkMirror link = session == null ? null : session.byTheirHandle(transfer.handle());
    if (link == null || link.lastDeliveryId == FieldReader.ABSENT) {
      throw new AssertionError("the transfer has no delivery-id to answer: " + transfer);
    }
    return link.lastDeliveryId;
  }
}
