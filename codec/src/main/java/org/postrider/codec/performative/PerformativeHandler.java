// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import io.netty.buffer.ByteBuf;

/**
 * Is told each frame of a connection, one method a performative (AMQP 2.7).
 *
 * <p>Called on the thread that feeds the decoder. Views are valid during the call only.
 */
public interface PerformativeHandler {

  /** An open. */
  void open(int channel, Open open);

  /** A begin. */
  void begin(int channel, Begin begin);

  /** An attach. */
  void attach(int channel, Attach attach);

  /** A flow. */
  void flow(int channel, FlowView flow);

  /**
   * A transfer.
   *
   * @param payload at whose reader index the payload stands; only {@code length} octets of it may
   *     be read, and it is not to be kept
   */
  void transfer(int channel, TransferView transfer, ByteBuf payload, int length);

  /** A disposition. */
  void disposition(int channel, DispositionView disposition);

  /** A detach. */
  void detach(int channel, Detach detach);

  /** An end. */
  void end(int channel, End end);

  /** A close. */
  void close(int channel, Close close);

  /** A frame without a body: a sign of life (AMQP 2.4.5). */
  void empty(int channel);
}
