// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of an engine drives it by: octets and the time.
 *
 * <p>Confined to the owner's thread. Times are milliseconds of a monotonic clock.
 */
public interface EngineInput {

  /** A fresh socket. */
  void start(EngineOutput output, long nowMs);

  /** Octets of the peer; all are consumed, none is kept by reference. */
  void input(ByteBuf in, long nowMs);

  /** Nothing is read from the peer at present: its silence does not count. */
  void inputPaused(long nowMs);

  /** The socket is gone. Once for each {@link #start}; then it may be started again. */
  void inputClosed(@Nullable Throwable cause, long nowMs);

  /** Does what is due, and gives the time of the next call, or {@link Long#MAX_VALUE}. */
  long tick(long nowMs);

  /**
   * How many messages that were sent await their outcome, if nothing but outcomes came since this
   * was asked last; else 0. Where they are many, the peer has enough to do, and what it tells next
   * may wait for a moment.
   */
  int takeAwaited();

  /** The output has become writable. */
  void outputWritable();

  /** Puts out what was collected in a batch. */
  void flush();
}
