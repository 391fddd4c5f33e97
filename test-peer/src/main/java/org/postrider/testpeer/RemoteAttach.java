// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;

/**
 * The peer's attach (AMQP 2.7.3): that of a sender, if it is not said otherwise.
 *
 * <p>Confined to the thread of the test.
 */
public final class RemoteAttach extends RemoteFrame<RemoteAttach> {

  private final List<Symbol> offered = new ArrayList<>();
  private final Map<Symbol, @Nullable Object> properties = new LinkedHashMap<>();
  private String name = "scripted-link";
  private long handle = FieldReader.ABSENT;
  private Role role = Role.SENDER;
  private SenderSettleMode senderSettleMode = SenderSettleMode.MIXED;
  private ReceiverSettleMode receiverSettleMode = ReceiverSettleMode.FIRST;
  private @Nullable Source source;
  private @Nullable TargetArchetype target;
  private @Nullable Map<@Nullable Object, @Nullable Object> unsettled;
  private long initialDeliveryCount;
  private long maxMessageSize;

  RemoteAttach(@Nullable ScriptedPeer peer) {
    super(peer, "attach");
  }

  /** The other end of a link, with what it would be told by a peer that agrees to everything. */
  static RemoteAttach answering(Attach attach) {
    RemoteAttach answer = new RemoteAttach(null);
    answer.name = attach.name();
    answer.handle = attach.handle();
    answer.role = attach.role().opposite();
    answer.senderSettleMode = attach.senderSettleMode();
    answer.receiverSettleMode = attach.receiverSettleMode();
    answer.source = DynamicNodes.addressed(attach.source(), attach.name());
    answer.target = DynamicNodes.addressed(attach.target(), attach.name());
    return answer;
  }

  @Override
  RemoteAttach self() {
    return this;
  }

  /** The peer is the sender of the link. */
  public RemoteAttach asSender() {
    open();
    role = Role.SENDER;
    return this;
  }

  /** The peer is the receiver of the link. */
  public RemoteAttach asReceiver() {
    open();
    role = Role.RECEIVER;
    return this;
  }

  /** The link's name. */
  public RemoteAttach withName(String linkName) {
    open();
    name = linkName;
    return this;
  }

  /** The peer's handle; if it is not named, that of the other end, or a free one. */
  public RemoteAttach withHandle(long number) {
    open();
    handle = number;
    return this;
  }

  /** Its source; null for none. */
  public RemoteAttach withSource(@Nullable Source terminus) {
    open();
    source = terminus;
    return this;
  }

  /** Its source, by the address. */
  public RemoteAttach withSourceAddress(String address) {
    return withSource(Source.of(address));
  }

  /** Its target; null for none. */
  public RemoteAttach withTarget(@Nullable TargetArchetype terminus) {
    open();
    target = terminus;
    return this;
  }

  /** Its target, by the address. */
  public RemoteAttach withTargetAddress(String address) {
    return withTarget(Target.of(address));
  }

  /** Its snd-settle-mode. */
  public RemoteAttach withSenderSettleMode(SenderSettleMode mode) {
    open();
    senderSettleMode = mode;
    return this;
  }

  /** Its rcv-settle-mode. */
  public RemoteAttach withReceiverSettleMode(ReceiverSettleMode mode) {
    open();
    receiverSettleMode = mode;
    return this;
  }

  /** Its unsettled deliveries: delivery-tag to state. */
  public RemoteAttach withUnsettled(Map<@Nullable Object, @Nullable Object> deliveries) {
    open();
    unsettled = deliveries;
    return this;
  }

  /** Its initial-delivery-count if the peer is the sender; 0 if it is not named. */
  public RemoteAttach withInitialDeliveryCount(long count) {
    open();
    initialDeliveryCount = count;
    return this;
  }

  /** Its max-message-size in octets; 0 for no limit. */
  public RemoteAttach withMaxMessageSize(long octets) {
    open();
    maxMessageSize = octets;
    return this;
  }

  /** Adds to its offered capabilities. */
  public RemoteAttach offering(String capability) {
    open();
    offered.add(Symbol.of(capability));
    return this;
  }

  /** Adds to its properties. */
  public RemoteAttach withProperty(String key, @Nullable Object value) {
    open();
    properties.put(Symbol.of(key), value);
    return this;
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    SessionMirror session = session(stage);
    if (handle == FieldReader.ABSENT) {
      handle = session == null ? 0 : session.freeHandle();
    }
    send(stage, channelOr(session == null ? 0 : session.ourChannel), attach());
  }

  void answer(Stage stage, int theirChannel) throws InterruptedException {
    send(stage, channelAnswering(stage, theirChannel), attach());
  }

  private Attach attach() {
    return new Attach(
        name,
        handle,
        role,
        senderSettleMode,
        receiverSettleMode,
        source,
        target,
        unsettled,
        false,
        role == Role.SENDER ? initialDeliveryCount : FieldReader.ABSENT,
        maxMessageSize,
        offered,
        List.of(),
        properties);
  }
}
