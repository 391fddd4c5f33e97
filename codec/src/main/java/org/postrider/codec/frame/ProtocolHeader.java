// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;

/**
 * The eight octets with which a layer of a connection begins (AMQP 2.2).
 *
 * <p>Immutable.
 *
 * @param protocolId {@link #AMQP_ID}, {@link #TLS_ID}, {@link #SASL_ID} or unknown; 0 to 255
 * @param major version
 * @param minor version
 * @param revision version
 */
public record ProtocolHeader(int protocolId, int major, int minor, int revision) {

  /** How many octets a header has. */
  public static final int OCTETS = 8;

  /** The protocol id of AMQP itself. */
  public static final int AMQP_ID = 0;

  /** The protocol id of the in-band TLS upgrade. */
  public static final int TLS_ID = 2;

  /** The protocol id of the SASL layer. */
  public static final int SASL_ID = 3;

  /** The header of AMQP 1.0. */
  public static final ProtocolHeader AMQP = new ProtocolHeader(AMQP_ID, 1, 0, 0);

  /** The header of the SASL layer. */
  public static final ProtocolHeader SASL = new ProtocolHeader(SASL_ID, 1, 0, 0);

  /** What follows the magic octets in the header of AMQP 1.0. */
  private static final int VERSION = 1 << 16;

  private static final int MAGIC = 'A' << 24 | 'M' << 16 | 'Q' << 8 | 'P';

  /**
   * Reads eight octets.
   *
   * @throws DecodeException if they do not begin with "AMQP": the peer speaks another protocol
   */
  static ProtocolHeader decode(ByteBuf in) {
    int magic = in.readInt();
    int version = in.readInt();
    if (magic != MAGIC) {
      throw new DecodeException(
          ErrorConditions.FRAMING_ERROR,
          "the peer does not speak AMQP: its first octets are "
              + HexFormat.of().toHexDigits(magic)
              + HexFormat.of().toHexDigits(version));
    }
    if (version == VERSION) {
      return AMQP;
    }
    return new ProtocolHeader(
        version >>> 24, version >>> 16 & 0xFF, version >>> 8 & 0xFF, version & 0xFF);
  }

  /** The octets. */
  public byte[] encode() {
    return new byte[] {
      'A', 'M', 'Q', 'P', (byte) protocolId, (byte) major, (byte) minor, (byte) revision
    };
  }
}
