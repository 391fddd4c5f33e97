// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.EngineOutput;

/**
 * Collects what an engine puts out in one batch, for one flush.
 *
 * <p>Confined to the channel's event loop. Octets are gathered in pooled direct chunks, which is
 * the copy that a socket needs anyway; only a large payload that is direct already goes out as it
 * is.
 */
final class ChannelOutput implements EngineOutput {

  private static final int FIRST_CHUNK_OCTETS = 4 * 1024;
  private static final int MAX_CHUNK_OCTETS = 64 * 1024;
  private static final int RETAINED_PAYLOAD_OCTETS = 16 * 1024;

  private final Channel channel;
  private final Runnable takesMore;
  private int chunkOctets = FIRST_CHUNK_OCTETS;
  private @Nullable ByteBuf chunk;
  private boolean unflushed;

  /** Whether somebody was told to wait on account of what is gathered, since the last flush. */
  private boolean heldBack;

  private boolean closeRequested;
  private boolean closeAnswered;
  private boolean discarding;
  private @Nullable Throwable failure;

  /**
   * The output of one socket.
   *
   * @param takesMore is called at a flush's end, where {@link #isWritable} has said false and no
   *     change of the channel's writability is going to follow; it must not write at once
   */
  ChannelOutput(Channel channel, Runnable takesMore) {
    this.channel = channel;
    this.takesMore = takesMore;
  }

  @Override
  public void write(byte[] octets, int offset, int length) {
    int done = 0;
    while (done < length && !discarding) {
      ByteBuf room = room(length - done);
      if (room == null) {
        return;
      }
      int part = Math.min(room.writableBytes(), length - done);
      room.writeBytes(octets, offset + done, part);
      done += part;
    }
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    if (discarding) {
      return;
    }
    if (length >= RETAINED_PAYLOAD_OCTETS && payload.isDirect()) {
      passChunkOn();
      pass(payload.retainedSlice(index, length));
      return;
    }
    if (payload.hasArray()) {
      // Between buffers a view would be made for each.
      write(payload.array(), payload.arrayOffset() + index, length);
      return;
    }
    int done = 0;
    while (done < length) {
      ByteBuf room = room(length - done);
      if (room == null) {
        return;
      }
      int part = Math.min(room.writableBytes(), length - done);
      // Read from there, not written from here, for which a payload of two parts would be joined.
      payload.getBytes(index + done, room, part);
      done += part;
    }
  }

  /** Room for a part at least; null where there is no memory, which ends this socket only. */
  private @Nullable ByteBuf room(int wanted) {
    ByteBuf current = chunk;
    if (current != null && current.isWritable()) {
      return current;
    }
    if (current != null) {
      passChunkOn();
      chunkOctets = Math.min(chunkOctets * 2, MAX_CHUNK_OCTETS);
    }
    int octets = Math.min(Math.max(chunkOctets, wanted), MAX_CHUNK_OCTETS);
    try {
      chunk = channel.alloc().directBuffer(octets, octets);
    } catch (OutOfMemoryError none) {
      // Whoever sends may be a handler of the owner's: it is not at fault.
      failure = none;
      discard();
    }
    return chunk;
  }

  private void passChunkOn() {
    ByteBuf full = chunk;
    chunk = null;
    if (full != null) {
      pass(full);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel.
  private void pass(ByteBuf octets) {
    unflushed = true;
    channel.write(octets, channel.voidPromise());
  }

  @Override
  public boolean isWritable() {
    ByteBuf collected = chunk;
    long room = channel.bytesBeforeUnwritable();
    if (discarding || room == 0) {
      // Where the socket lives its writability is going to change.
      return false;
    }
    boolean fits = room > (collected == null ? 0 : collected.readableBytes());
    heldBack |= !fits;
    return fits;
  }

  @Override
  public void close() {
    closeRequested = true;
  }

  @Override
  public void closeAnswered() {
    closeRequested = true;
    closeAnswered = true;
  }

  /** Whether the peer has closed behind our close, so that nobody waits for more. */
  boolean isCloseAnswered() {
    return closeAnswered;
  }

  /** Whether the engine wants the socket closed behind what it wrote. */
  boolean isCloseRequested() {
    return closeRequested;
  }

  /** Why the socket is of no use any more, or null. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Sends what was collected, if anything. */
  void flush() {
    passChunkOn();
    // A WebSocket's compression makes less of what is gathered: the channel may be as writable as
    // before, and tell nothing. If it is not now, it will tell.
    boolean owed = heldBack && channel.isWritable();
    heldBack = false;
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
    if (owed) {
      takesMore.run();
    }
  }

  /** The socket is gone: forgets what was collected, and takes no more. */
  void discard() {
    discarding = true;
    ByteBuf collected = chunk;
    chunk = null;
    if (collected != null) {
      collected.release();
    }
  }
}
