// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslFrameHandler;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * Decodes the bodies of SASL frames and tells a handler (AMQP 5.3.3).
 *
 * <p>Confined to the thread that feeds it.
 */
public final class SaslDecoder {

  /** The names of a few mechanisms. */
  private static final int USUAL_OCTETS = 64;

  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE).copyBinaries();
  private final FrameBody body = new FrameBody(USUAL_OCTETS);

  /** A decoder for one connection. */
  public SaslDecoder() {}

  /**
   * Decodes a frame body.
   *
   * @param in at whose reader index the body stands
   * @param length of the body in octets
   * @throws DecodeException if it is no SASL frame body; an empty one is none
   */
  public void decode(ByteBuf in, int length, SaslFrameHandler handler) {
    if (length == 0) {
      throw new DecodeException("SASL frame without a body");
    }
    body.read(in, length, reader);
    Object value = reader.readObject();
    if (reader.remaining() > 0) {
      throw new DecodeException(reader.remaining() + " octets behind a SASL frame body");
    }
    if (value instanceof SaslMechanisms mechanisms) {
      handler.mechanisms(mechanisms);
    } else if (value instanceof SaslInit init) {
      handler.init(init);
    } else if (value instanceof SaslChallenge challenge) {
      handler.challenge(challenge);
    } else if (value instanceof SaslResponse response) {
      handler.response(response);
    } else if (value instanceof SaslOutcome outcome) {
      handler.outcome(outcome);
    } else {
      throw new DecodeException("frame body is none of SASL");
    }
  }
}
