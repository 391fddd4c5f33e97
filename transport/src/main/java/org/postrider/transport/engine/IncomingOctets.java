// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.Printable;

/**
 * Makes frames of the octets of the peer: at once or, where a face takes its time, when this end
 * has opened too (AMQP 2.4.1).
 *
 * <p>Confined to the engine's thread. Whatever the octets are, and whatever a listener throws, ends
 * the connection and no more.
 */
final class IncomingOctets {

  private static final int MAX_SHOWN = 300;

  private final ConnectionEngine connection;
  private final IncomingFrames frames;
  private final FrameDecoder decoder;
  private final EarlyInput early = new EarlyInput();

  IncomingOctets(ConnectionEngine connection, IncomingFrames frames) {
    this.connection = connection;
    this.frames = frames;
    this.decoder = new FrameDecoder(connection.settings().maxFrameSize());
  }

  /** The largest frame that is taken, from the next socket on. */
  void maxFrameSize(int octets) {
    decoder.maxFrameSize(octets);
  }

  /** Another socket begins, or there is none. */
  void reset() {
    decoder.reset();
    early.take();
  }

  /** Takes what the peer sent. */
  void input(ByteBuf in) {
    if (connection.awaitsOurOpen()) {
      defer(in);
    } else {
      decode(in);
    }
  }

  /** This end has opened: what had to wait for that goes on. */
  void opened() {
    decode(early.take());
  }

  private void decode(ByteBuf in) {
    try {
      decodeOrFail(in);
    } catch (RuntimeException internal) {
      // A listener's fault or ours, told of the end: the owner's thread lives on.
      connection.abandon(internal);
    }
    if (connection.awaitsOurOpen()) {
      defer(in);
    }
  }

  private void decodeOrFail(ByteBuf in) {
    try {
      decoder.decode(in, frames);
    } catch (DecodeException undecodable) {
      connection.fail(
          new AmqpError(undecodable.condition(), undecodable.getMessage()), undecodable);
    } catch (ProtocolViolation violation) {
      frames.punish(violation);
    } catch (EngineException forbidden) {
      // AMQP 2.7.1: what the peer asked for, its own limits leave no room for.
      connection.fail(forbidden.error(), forbidden);
    } catch (RuntimeException internal) {
      // A listener's fault or ours: the peer gets an answer.
      String words = Printable.of(internal.toString(), MAX_SHOWN);
      connection.fail(new AmqpError(ErrorConditions.INTERNAL_ERROR, words), internal);
    }
  }

  private void defer(ByteBuf in) {
    if (!early.keep(in)) {
      connection.fail(
          new AmqpError(
              ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
              "more than " + EarlyInput.MAX_OCTETS + " octets came before our open"));
    }
  }
}
