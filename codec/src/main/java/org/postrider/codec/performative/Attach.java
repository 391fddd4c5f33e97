// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code attach}: one end of a link (AMQP 2.7.3).
 *
 * <p>Immutable.
 *
 * @param name of the link
 * @param handle the number of this end within its session; 0 to 2^32-1
 * @param role of this end
 * @param senderSettleMode how the sender settles
 * @param receiverSettleMode how the receiver settles
 * @param source where messages come from; null where there is no such terminus
 * @param target where messages go to; null where there is no such terminus
 * @param unsettled delivery-tag to state of the deliveries to be resumed; null where there is
 *     nothing to resume
 * @param incompleteUnsettled whether {@code unsettled} was cut short
 * @param initialDeliveryCount the sender's first delivery-count, or -1 where it is absent
 * @param maxMessageSize in octets, 64 bits unsigned; 0 for no limit
 * @param offeredCapabilities what the link can do
 * @param desiredCapabilities what it would use
 * @param properties more about it
 */
public record Attach(
    String name,
    long handle,
    Role role,
    SenderSettleMode senderSettleMode,
    ReceiverSettleMode receiverSettleMode,
    @Nullable Source source,
    @Nullable TargetArchetype target,
    @Nullable Map<@Nullable Object, @Nullable Object> unsettled,
    boolean incompleteUnsettled,
    long initialDeliveryCount,
    long maxMessageSize,
    List<Symbol> offeredCapabilities,
    List<Symbol> desiredCapabilities,
    Map<Symbol, @Nullable Object> properties)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x12;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:attach:list";

  /**
   * An attach of a link that begins with its deliveries at 0, and leaves what is not given at its
   * defaults.
   */
  public static Attach of(
      String name,
      long handle,
      Role role,
      @Nullable Source source,
      @Nullable TargetArchetype target) {
    return new Attach(
        name,
        handle,
        role,
        SenderSettleMode.MIXED,
        ReceiverSettleMode.FIRST,
        source,
        target,
        null,
        false,
        role == Role.SENDER ? 0 : FieldReader.ABSENT,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  /** The same in these settle modes. */
  public Attach withSettleModes(SenderSettleMode sender, ReceiverSettleMode receiver) {
    return new Attach(
        name,
        handle,
        role,
        sender,
        receiver,
        source,
        target,
        unsettled,
        incompleteUnsettled,
        initialDeliveryCount,
        maxMessageSize,
        offeredCapabilities,
        desiredCapabilities,
        properties);
  }

  /** Reads the fields in wire order. */
  public static Attach decode(FieldReader in) {
    return new Attach(
        in.mandatoryString("name"),
        in.mandatoryUint("handle"),
        Role.of(in.mandatoryBool("role")),
        SenderSettleMode.decode(in),
        ReceiverSettleMode.decode(in),
        in.object(Source.class),
        in.object(TargetArchetype.class),
        in.map(),
        in.bool(false),
        in.uint(FieldReader.ABSENT),
        in.ulong(0),
        in.symbols(),
        in.symbols(),
        in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .string(name)
        .uint(handle)
        .bool(role.isReceiver())
        .ubyte(senderSettleMode.ordinal(), SenderSettleMode.MIXED.ordinal())
        .ubyte(receiverSettleMode.ordinal(), ReceiverSettleMode.FIRST.ordinal())
        .object(source)
        .object(target)
        .map(unsettled)
        .bool(incompleteUnsettled, false)
        .uint(initialDeliveryCount, FieldReader.ABSENT)
        .ulong(maxMessageSize, 0)
        .symbols(offeredCapabilities)
        .symbols(desiredCapabilities)
        .fields(properties)
        .end();
  }
}
