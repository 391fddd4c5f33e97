// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.value.Symbol;

/** Expects an attach (AMQP 2.7.3). Confined to the thread of the test. */
public final class ExpectAttach extends Expectation<Attach, ExpectAttach> {

  ExpectAttach(ScriptedPeer peer) {
    super(peer, Attach.class);
  }

  @Override
  ExpectAttach self() {
    return this;
  }

  /** The code under test is the sender. */
  public ExpectAttach ofSender() {
    return with("role", Attach::role, Role.SENDER);
  }

  /** The code under test is the receiver. */
  public ExpectAttach ofReceiver() {
    return with("role", Attach::role, Role.RECEIVER);
  }

  /** It is the sender of a link to a transaction coordinator. */
  public ExpectAttach ofCoordinator() {
    return ofSender()
        .matching("a coordinator as target", attach -> attach.target() instanceof Coordinator);
  }

  /** The link's name. */
  public ExpectAttach withName(String name) {
    return with("name", Attach::name, name);
  }

  /** Its handle. */
  public ExpectAttach withHandle(long handle) {
    return with("handle", Attach::handle, handle);
  }

  /** Its source's address; null for a source without. */
  public ExpectAttach withSourceAddress(@Nullable String address) {
    return withSource(
        "the source address " + address, s -> java.util.Objects.equals(address, s.address()));
  }

  /** Its target's address; null for a target without. */
  public ExpectAttach withTargetAddress(@Nullable String address) {
    return withTarget(
        "the target address " + address, t -> java.util.Objects.equals(address, t.address()));
  }

  /** Its source makes a predicate true. */
  public ExpectAttach withSource(String what, Predicate<Source> predicate) {
    return matching(what, a -> a.source() != null && predicate.test(a.source()));
  }

  /** Its target, which is no coordinator, makes a predicate true. */
  public ExpectAttach withTarget(String what, Predicate<Target> predicate) {
    return matching(what, a -> a.target() instanceof Target target && predicate.test(target));
  }

  /** Its snd-settle-mode. */
  public ExpectAttach withSenderSettleMode(SenderSettleMode mode) {
    return with("snd-settle-mode", Attach::senderSettleMode, mode);
  }

  /** Its rcv-settle-mode. */
  public ExpectAttach withReceiverSettleMode(ReceiverSettleMode mode) {
    return with("rcv-settle-mode", Attach::receiverSettleMode, mode);
  }

  /** Its unsettled map; null for none. */
  public ExpectAttach withUnsettled(@Nullable Map<?, ?> unsettled) {
    return with("unsettled", Attach::unsettled, unsettled);
  }

  /** A capability is among those that it desires. */
  public ExpectAttach desiring(String capability) {
    return matching(
        "desired capability " + capability,
        attach -> attach.desiredCapabilities().contains(Symbol.of(capability)));
  }

  /** One of its properties. */
  public ExpectAttach withProperty(String key, @Nullable Object value) {
    return with("property " + key, attach -> attach.properties().get(Symbol.of(key)), value);
  }

  /**
   * Answers with the other end of the link: same name, handle number, settle modes, source and
   * target. A dynamic node is given an address.
   */
  public ScriptedPeer respond() {
    return respondWith(attach -> {});
  }

  /** Answers with the other end of the link, changed by these words. */
  public ScriptedPeer respondWith(Consumer<RemoteAttach> words) {
    return react(
        (stage, frame, attach) -> {
          RemoteAttach answer = RemoteAttach.answering(attach);
          words.accept(answer);
          answer.answer(stage, frame.channel());
        });
  }

  /** Refuses the link: an attach without the terminus asked for, then a closing detach. */
  public ScriptedPeer refuse(String condition, String description) {
    AmqpError error = Errors.of(condition, description);
    return react(
        (stage, frame, attach) -> {
          RemoteAttach answer = RemoteAttach.answering(attach);
          if (attach.role() == Role.SENDER) {
            answer.withTarget(null);
          } else {
            answer.withSource(null);
          }
          answer.answer(stage, frame.channel());
          new RemoteDetach(null).onLink(attach.name()).closed().withError(error).play(stage);
        });
  }
}
