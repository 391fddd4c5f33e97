// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code open}: what one end of a connection is and can do (AMQP 2.7.1).
 *
 * <p>Immutable.
 *
 * @param containerId who the sender of the open is
 * @param hostname the virtual host that is addressed, or null
 * @param maxFrameSize the largest frame that the sender of the open accepts, in octets; 512 to
 *     2^32-1
 * @param channelMax the highest channel number that the sender of the open accepts; 0 to 65535
 * @param idleTimeOutMs how often the sender of the open wants to see a frame; 0 for never
 * @param outgoingLocales for texts that are sent
 * @param incomingLocales for texts that are wanted
 * @param offeredCapabilities what the sender of the open can do
 * @param desiredCapabilities what it would use
 * @param properties more about it
 */
public record Open(
    String containerId,
    @Nullable String hostname,
    long maxFrameSize,
    int channelMax,
    long idleTimeOutMs,
    List<Symbol> outgoingLocales,
    List<Symbol> incomingLocales,
    List<Symbol> offeredCapabilities,
    List<Symbol> desiredCapabilities,
    Map<Symbol, @Nullable Object> properties)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x10;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:open:list";

  /** No limit of the frame size: the default. */
  public static final long MAX_FRAME_SIZE_DEFAULT = 0xFFFF_FFFFL;

  /** No limit of the channel number: the default. */
  public static final int CHANNEL_MAX_DEFAULT = 0xFFFF;

  /** An open that says who it is from, and leaves the rest at its defaults. */
  public static Open of(String containerId) {
    return new Open(
        containerId,
        null,
        MAX_FRAME_SIZE_DEFAULT,
        CHANNEL_MAX_DEFAULT,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  /** Reads the fields in wire order. */
  public static Open decode(FieldReader in) {
    return new Open(
        in.mandatoryString("container-id"),
        in.string(),
        in.uint(MAX_FRAME_SIZE_DEFAULT),
        in.ushort(CHANNEL_MAX_DEFAULT),
        in.uint(0),
        in.symbols(),
        in.symbols(),
        in.symbols(),
        in.symbols(),
        in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .string(containerId)
        .string(hostname)
        .uint(maxFrameSize, MAX_FRAME_SIZE_DEFAULT)
        .ushort(channelMax, CHANNEL_MAX_DEFAULT)
        .uint(idleTimeOutMs, 0)
        .symbols(outgoingLocales)
        .symbols(incomingLocales)
        .symbols(offeredCapabilities)
        .symbols(desiredCapabilities)
        .fields(properties)
        .end();
  }
}
