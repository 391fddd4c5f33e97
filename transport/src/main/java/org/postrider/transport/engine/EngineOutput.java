// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;

/** Where an engine puts its octets. */
public interface EngineOutput {

  /** Writes octets; the array may be reused after the call. */
  void write(byte[] octets, int offset, int length);

  /** Writes a part of a buffer, which is copied or retained. */
  void write(ByteBuf payload, int index, int length);

  /** Whether the engine may put out more transfers now. */
  boolean isWritable();

  /** Nothing follows: flush, then close the socket. */
  void close();
}
