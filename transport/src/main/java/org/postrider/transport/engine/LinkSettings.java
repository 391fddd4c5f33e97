// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;

/**
 * What one end of a link asks for, or grants (AMQP 2.7.3).
 *
 * <p>Immutable.
 *
 * @param name of the link: unique among those of its direction on the connection
 * @param senderSettleMode how the sender settles
 * @param receiverSettleMode how the receiver settles
 * @param source where messages come from, or null
 * @param target where messages go to, or null
 * @param maxMessageSize the largest message that is accepted, in octets; 0 for no limit
 * @param offeredCapabilities what the link can do
 * @param desiredCapabilities what it would use
 * @param properties more about it
 */
public record LinkSettings(
    String name,
    SenderSettleMode senderSettleMode,
    ReceiverSettleMode receiverSettleMode,
    @Nullable Source source,
    @Nullable TargetArchetype target,
    long maxMessageSize,
    List<Symbol> offeredCapabilities,
    List<Symbol> desiredCapabilities,
    Map<Symbol, @Nullable Object> properties) {

  /** Settings with the defaults of AMQP. */
  public static LinkSettings of(
      String name, @Nullable Source source, @Nullable TargetArchetype target) {
    return new LinkSettings(
        name,
        SenderSettleMode.MIXED,
        ReceiverSettleMode.FIRST,
        source,
        target,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  /** What a peer asks for, to be granted as it is. */
  static LinkSettings granting(Attach attach) {
    return new LinkSettings(
        attach.name(),
        attach.senderSettleMode(),
        attach.receiverSettleMode(),
        attach.source(),
        attach.target(),
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  /** Whether the source is to outlive the link. */
  boolean isSourceDurable() {
    return source != null
        && (source.durable() != TerminusDurability.NONE
            || source.expiryPolicy().equals(ExpiryPolicy.NEVER));
  }

  /** The attach that tells them, with the termini that are asked for or granted. */
  Attach attach(
      Role role,
      long handle,
      @Nullable Source attachedSource,
      @Nullable TargetArchetype attachedTarget,
      long initialDeliveryCount) {
    return new Attach(
        name,
        handle,
        role,
        senderSettleMode,
        receiverSettleMode,
        attachedSource,
        attachedTarget,
        null,
        false,
        initialDeliveryCount,
        maxMessageSize,
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** The same with other settle modes. */
  public LinkSettings withSettleModes(SenderSettleMode sender, ReceiverSettleMode receiver) {
    return new LinkSettings(
        name,
        sender,
        receiver,
        source,
        target,
        maxMessageSize,
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** The same with other termini. */
  public LinkSettings withTermini(@Nullable Source newSource, @Nullable TargetArchetype newTarget) {
    return new LinkSettings(
        name,
        senderSettleMode,
        receiverSettleMode,
        newSource,
        newTarget,
        maxMessageSize,
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** The same with another limit of the size of messages, in octets; 0 for none. */
  public LinkSettings withMaxMessageSize(long octets) {
    return new LinkSettings(
        name,
        senderSettleMode,
        receiverSettleMode,
        source,
        target,
        octets,
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** The same with other capabilities and properties. */
  public LinkSettings withCapabilities(
      List<Symbol> offered, List<Symbol> desired, Map<Symbol, @Nullable Object> newProperties) {
    return new LinkSettings(
        name,
        senderSettleMode,
        receiverSettleMode,
        source,
        target,
        maxMessageSize,
        offered,
        desired,
        newProperties);
  }
}
