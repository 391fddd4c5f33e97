// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an engine writes, frame by frame; the protocol header counts as one.
 *
 * <p>Confined to the test's thread.
 */
final class FrameQueue implements EngineOutput {

  private static final int HEADER_OCTETS = 8;

  private final ByteBuf open = Unpooled.buffer();
  private final Deque<byte[]> whole = new ArrayDeque<>();
  private boolean headerSeen;
  private boolean closed;

  @Override
  public void write(byte[] octets, int offset, int length) {
    open.writeBytes(octets, offset, length);
    part();
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    open.writeBytes(payload, index, length);
    part();
  }

  private void part() {
    int size = size();
    while (size > 0 && open.readableBytes() >= size) {
      byte[] frame = new byte[size];
      open.readBytes(frame);
      whole.add(frame);
      headerSeen = true;
      size = size();
    }
  }

  private int size() {
    if (!headerSeen) {
      return HEADER_OCTETS;
    }
    return open.readableBytes() < Integer.BYTES ? 0 : open.getInt(open.readerIndex());
  }

  boolean isEmpty() {
    return whole.isEmpty();
  }

  /** Hands the next frame to the other engine. */
  void deliverTo(ConnectionEngine reader, long nowMs) {
    reader.input(Unpooled.wrappedBuffer(whole.remove()), nowMs);
    reader.flush();
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
