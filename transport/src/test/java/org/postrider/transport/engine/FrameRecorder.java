// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Binary;

/**
 * Decodes what goes over one direction of a connection, with nothing of the engine.
 *
 * <p>Confined to the test's thread.
 */
final class FrameRecorder implements FrameSink, PerformativeHandler {

  private static final Binary NONE = Binary.EMPTY;
  private static final int FRAME_HEADER_OCTETS = 8;

  private final FrameDecoder decoder = new FrameDecoder(Integer.MAX_VALUE);
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final Deque<WireFrame> frames = new ArrayDeque<>();
  private long start;
  private int size;

  /** Takes octets; gives the frames that no one has taken out yet. */
  Deque<WireFrame> record(ByteBuf octets) {
    decoder.decode(octets, this);
    return frames;
  }

  Deque<WireFrame> record(byte[] octets, int offset, int length) {
    return record(Unpooled.wrappedBuffer(octets, offset, length));
  }

  /** The frames that no one has taken out yet. */
  Deque<WireFrame> frames() {
    return frames;
  }

  /** Whether the octets so far end within a frame. */
  boolean isWithinFrame() {
    return decoder.isWithinFrame();
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    frames.add(new WireFrame(start, ProtocolHeader.OCTETS, WireFrame.HEADER, null, NONE));
    start += ProtocolHeader.OCTETS;
    return true;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    size = length + FRAME_HEADER_OCTETS;
    performatives.decode(channel, in, length, this);
    return true;
  }

  private void add(int channel, @Nullable Performative body, Binary payload) {
    frames.add(new WireFrame(start, size, channel, body, payload));
    start += size;
  }

  @Override
  public void open(int channel, Open open) {
    add(channel, open, NONE);
  }

  @Override
  public void begin(int channel, Begin begin) {
    add(channel, begin, NONE);
  }

  @Override
  public void attach(int channel, Attach attach) {
    add(channel, attach, NONE);
  }

  @Override
  public void flow(int channel, FlowView flow) {
    add(
        channel,
        new Flow(
            flow.nextIncomingId(),
            flow.incomingWindow(),
            flow.nextOutgoingId(),
            flow.outgoingWindow(),
            flow.handle(),
            flow.deliveryCount(),
            flow.linkCredit(),
            flow.available(),
            flow.drain(),
            flow.echo(),
            Map.of()),
        NONE);
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    byte[] octets = new byte[length];
    payload.getBytes(payload.readerIndex(), octets);
    add(
        channel,
        new Transfer(
            transfer.handle(),
            transfer.deliveryId(),
            transfer.tagLength() < 0 ? null : Binary.copyOf(transfer.copyTag()),
            transfer.messageFormat(),
            transfer.settled(),
            transfer.more(),
            transfer.receiverSettleMode(),
            transfer.state(),
            transfer.resume(),
            transfer.aborted(),
            transfer.batchable()),
        Binary.wrap(octets));
  }

  @Override
  public void disposition(int channel, DispositionView view) {
    add(
        channel,
        new Disposition(
            view.role(),
            view.first() & 0xFFFF_FFFFL,
            view.last() & 0xFFFF_FFFFL,
            view.settled(),
            view.state(),
            view.batchable()),
        NONE);
  }

  @Override
  public void detach(int channel, Detach detach) {
    add(channel, detach, NONE);
  }

  @Override
  public void end(int channel, End end) {
    add(channel, end, NONE);
  }

  @Override
  public void close(int channel, Close close) {
    add(channel, close, NONE);
  }

  @Override
  public void empty(int channel) {
    add(channel, null, NONE);
  }
}
