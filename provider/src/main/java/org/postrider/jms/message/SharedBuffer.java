// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Room for small messages, one behind the other in the same buffer: one of its own for each would
 * cost more than to write it.
 *
 * <p>One thread takes and puts back; {@link #close} may be called by any. A buffer is used anew
 * from its beginning when all messages in it were released, and left to them when it is full. So
 * what is kept at the end of a session's sends is one buffer.
 */
final class SharedBuffer {

  /** A message that is held for long holds as much. */
  static final int MAX_OCTETS = 16 * 1024;

  /** Larger messages would leave much of it empty. */
  static final int MAX_MESSAGE_OCTETS = MAX_OCTETS / 4;

  private static final int FIRST_OCTETS = 2 * 1024;

  private final ByteBufAllocator allocator;
  private final AtomicReference<@Nullable ByteBuf> idle = new AtomicReference<>();
  private int nextOctets = FIRST_OCTETS;
  private volatile boolean closed;

  SharedBuffer(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * A buffer with room for so many octets, empty from its writer index on, that does not grow. The
   * caller is to put it back, with a reference more for each message that it wrote.
   */
  ByteBuf take(int octets) {
    ByteBuf current = idle.getAndSet(null);
    if (current != null) {
      boolean free = current.refCnt() == 1;
      if (free) {
        current.clear();
      }
      if (current.maxWritableBytes() >= octets) {
        return current.readerIndex(current.writerIndex());
      }
      current.release();
      if (!free) {
        nextOctets = Math.min(nextOctets * 2, MAX_OCTETS);
      }
    }
    int room = Math.max(octets, nextOctets);
    return allocator.heapBuffer(room, room);
  }

  void putBack(ByteBuf buffer) {
    release(idle.getAndSet(buffer));
    if (closed) {
      release(idle.getAndSet(null));
    }
  }

  /** Keeps no buffer from now on. */
  void close() {
    closed = true;
    release(idle.getAndSet(null));
  }

  private static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }
}
