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
  private int chunkOctets = FIRST_CHUNK_OCTETS;
  private @Nullable ByteBuf chunk;
  private boolean unflushed;
  private boolean closeRequested;
  private boolean closeAnswered;
  private boolean discarding;
  private @Nullable Throwable failure;

  ChannelOutput(Channel channel) {
    this.channel = channel;
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
    return !discarding
        && channel.bytesBeforeUnwritable() > (collected == null ? 0 : collected.readableBytes());
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
    if (unflushed) {
      unflushed = false;
      channel.flush();
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
