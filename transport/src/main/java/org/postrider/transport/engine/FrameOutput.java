// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferFlags;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.ValueWriter;

/**
 * Writes an engine's frames to its output: the narrow port through which sessions and links speak.
 *
 * <p>Confined to the engine's thread. The head of each frame is encoded in one buffer that is used
 * again; a payload goes out as it is.
 */
final class FrameOutput {

  private static final int FIRST_SCRATCH_OCTETS = 256;
  private static final int KEPT_SCRATCH_OCTETS = 2048;

  /** The largest transfer: what waits for the socket grows by so much at once, and no more. */
  static final int MAX_TRANSFER_OCTETS = 1024 * 1024;

  private final ByteBuf scratch = Unpooled.buffer(FIRST_SCRATCH_OCTETS);
  private final ValueWriter writer = new ValueWriter();

  // One connection.
  private @Nullable EngineOutput output;
  private long peerMaxFrameSize;
  private boolean written;

  /** Begins with a socket. Our open may be of any size: peers are seen to take it. */
  void start(EngineOutput newOutput) {
    output = newOutput;
    peerMaxFrameSize = Integer.MAX_VALUE;
    written = false;
  }

  /** Forgets the socket; what is written from now on goes nowhere. */
  void stop() {
    output = null;
  }

  /** AMQP 2.7.1: after our open the peer's limit holds; until it tells it, the smallest. */
  void opened(@Nullable Open peersOpen) {
    long octets = peersOpen == null ? 0 : peersOpen.maxFrameSize();
    peerMaxFrameSize = Math.max(ConnectionSettings.MIN_MAX_FRAME_SIZE, octets);
  }

  boolean isWritable() {
    return output != null && output.isWritable();
  }

  /** Whether anything was written since this was asked last. */
  boolean takeWritten() {
    boolean was = written;
    written = false;
    return was;
  }

  void header() {
    byte[] header = ProtocolHeader.AMQP.encode();
    put(header, 0, header.length);
  }

  void empty() {
    begin();
    FrameWriter.writeEmpty(writer);
    putScratch();
  }

  /**
   * Writes a frame.
   *
   * @throws EngineException if the peer does not accept frames of its size
   */
  void send(int channel, Performative performative) {
    begin();
    FrameWriter.write(writer, FrameDecoder.AMQP_TYPE, channel, performative);
    if (writer.index() > peerMaxFrameSize) {
      throw new EngineException(
          ErrorConditions.FRAME_SIZE_TOO_SMALL,
          performative.getClass().getSimpleName()
              + " of "
              + writer.index()
              + " octets exceeds the peer's max-frame-size "
              + peerMaxFrameSize);
    }
    putScratch();
  }

  /** Writes a frame that ends something; an error too large for the peer's frames is cut. */
  void sendWithError(
      int channel, Function<@Nullable AmqpError, Performative> frame, @Nullable AmqpError error) {
    if (error != null) {
      for (AmqpError attempt : ErrorCutter.attempts(error)) {
        begin();
        FrameWriter.write(writer, FrameDecoder.AMQP_TYPE, channel, frame.apply(attempt));
        if (writer.index() <= peerMaxFrameSize) {
          putScratch();
          return;
        }
      }
    }
    send(channel, frame.apply(null));
  }

  void disposition(int channel, Role role, DispositionRun run) {
    encode(channel, role, run, run.state());
    if (writer.index() > peerMaxFrameSize) {
      encode(channel, role, run, ErrorCutter.cut(run.state()));
    }
    putScratch();
  }

  private void encode(int channel, Role role, DispositionRun run, @Nullable DeliveryState state) {
    begin();
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
    DispositionView.write(writer, role, run.first(), run.last(), run.settled(), state);
    FrameWriter.end(writer, mark, 0);
  }

  /**
   * Writes one transfer of a delivery, with as much payload as the peer's frame size and ours
   * allow.
   *
   * @return how many octets of the payload went out
   */
  int transfer(int channel, long handle, OutgoingDelivery delivery) {
    int left = delivery.octetsLeft();
    int flags =
        (delivery.isToBeSentSettled() ? TransferFlags.SETTLED : 0)
            | (delivery.isComplete() ? 0 : TransferFlags.MORE);
    int head = encode(channel, handle, delivery, flags);
    int length = left;
    long limit = Math.min(peerMaxFrameSize, MAX_TRANSFER_OCTETS);
    if (head + (long) left > limit) {
      // AMQP 2.7.5: the flag makes the head longer, so it is measured with it.
      head = encode(channel, handle, delivery, flags | TransferFlags.MORE);
      length = (int) (limit - head);
      if (length <= 0) {
        throw new EngineException(
            ErrorConditions.FRAME_SIZE_TOO_SMALL,
            "transfer of " + head + " octets leaves no room in frames of " + limit);
      }
    }
    FrameWriter.end(writer, 0, length);
    putScratch();
    if (length > 0 && output != null) {
      output.write(delivery.payload(), delivery.position(), length);
    }
    return length;
  }

  /** Writes the transfer that gives a delivery up. */
  void abort(int channel, long handle) {
    begin();
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
    TransferView.writeNext(writer, handle, TransferFlags.ABORTED, null);
    FrameWriter.end(writer, mark, 0);
    putScratch();
  }

  private int encode(int channel, long handle, OutgoingDelivery delivery, int flags) {
    begin();
    FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
    DeliveryState state = delivery.localState();
    if (delivery.isStarted()) {
      TransferView.writeNext(writer, handle, flags, state);
    } else {
      TransferView.writeFirst(writer, handle, delivery.id(), delivery.tagArray(), flags, state);
    }
    return writer.index();
  }

  /** Ends the socket; nothing goes out after that. */
  void close() {
    EngineOutput closing = output;
    output = null;
    if (closing != null) {
      closing.close();
    }
  }

  /** The same where the peer has answered our close. */
  void closeAnswered() {
    EngineOutput closing = output;
    output = null;
    if (closing != null) {
      closing.closeAnswered();
    }
  }

  private void begin() {
    scratch.clear();
    writer.reset(scratch);
  }

  private void putScratch() {
    writer.flush();
    put(scratch.array(), scratch.arrayOffset(), scratch.readableBytes());
    if (scratch.capacity() > KEPT_SCRATCH_OCTETS) {
      scratch.clear().capacity(FIRST_SCRATCH_OCTETS);
    }
  }

  private void put(byte[] octets, int offset, int length) {
    if (output != null) {
      output.write(octets, offset, length);
      written = true;
    }
  }
}
