// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;

/**
 * Where an engine's octets go: a socket, a simulated network, a test.
 *
 * <p>Called on the engine's thread, possibly from within its input.
 */
public interface EngineOutput {

  /** Takes octets, to be copied at once: the array is used again. */
  void write(byte[] octets, int offset, int length);

  /**
   * Takes a part of a message's payload, to be copied or retained; the buffer's indices must not be
   * moved, and the engine releases its own reference later.
   */
  void write(ByteBuf payload, int index, int length);

  /**
   * Whether more transfers are welcome; if not, {@link ConnectionEngine#outputWritable} must come.
   */
  boolean isWritable();

  /** Nothing more will be written: what was is to be flushed, then the socket closed. */
  void close();

  /**
   * The same where the peer has closed behind our close: it has nothing more to say, and what was
   * written before has come to it.
   */
  default void closeAnswered() {
    close();
  }
}
