// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a peer pipelines behind its open before a face that takes its time has answered it (AMQP
 * 2.4.1).
 *
 * <p>Confined to the engine's thread.
 */
final class EarlyInput {

  /** How much a peer may pipeline. */
  static final int MAX_OCTETS = 64 * 1024;

  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  /** Keeps octets; gives false where they are too many. */
  boolean keep(ByteBuf in) {
    if (!in.isReadable()) {
      return true;
    }
    int octets = kept.readableBytes() + in.readableBytes();
    if (octets > MAX_OCTETS) {
      kept = Unpooled.EMPTY_BUFFER;
      in.skipBytes(in.readableBytes());
      return false;
    }
    kept = Unpooled.buffer(octets).writeBytes(kept).writeBytes(in);
    return true;
  }

  /** Gives what was kept, and keeps nothing. */
  ByteBuf take() {
    ByteBuf taken = kept;
    kept = Unpooled.EMPTY_BUFFER;
    return taken;
  }
}
