// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One direction of a connection between two engines in memory.
 *
 * <p>Confined to the test's thread.
 */
final class Wire implements EngineOutput {

  private final ByteBuf octets = Unpooled.buffer();
  private boolean closed;

  @Override
  public void write(byte[] source, int offset, int length) {
    octets.writeBytes(source, offset, length);
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    octets.writeBytes(payload, index, length);
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

  int size() {
    return octets.readableBytes();
  }

  /** Hands everything to an engine; gives whether there was something. */
  boolean deliverTo(ConnectionEngine engine, long nowMs) {
    if (!octets.isReadable()) {
      return false;
    }
    ByteBuf now = Unpooled.copiedBuffer(octets);
    octets.clear();
    engine.input(now, nowMs);
    now.release();
    engine.flush();
    return true;
  }
}
