// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One side of the SASL layer of a connection, without a socket (AMQP 5.3): octets in, octets out.
 *
 * <p>Confined to the thread that feeds it. It never throws: look at {@link #status} and write
 * {@link #takeOutput} after each call.
 */
public sealed interface SaslNegotiation permits SaslClientNegotiation, SaslServerNegotiation {

  /** Begins; to be called once, first. */
  void start();

  /**
   * Takes octets of the peer. What stands behind the end of the SASL layer stays in the buffer: it
   * belongs to the AMQP layer, behind {@link #amqpPrefix}.
   */
  void input(ByteBuf in);

  /**
   * What is to be done next and may take a while: for the caller to run, once, on a thread that may
   * wait, and then to say {@link #taskDone}. Until then nothing is read and nothing written; octets
   * that come are the caller's to keep. Null if there is nothing, or it was taken.
   */
  @Nullable Runnable takeTask();

  /** What a task that is under way waits for at this end, for messages; null if there is none. */
  @Nullable String work();

  /** The task has come to its end; also after a failure meanwhile. */
  void taskDone();

  /** The peer closed the socket. */
  void inputClosed();

  /** The octets to be written, for the caller to release; null if there are none. */
  @Nullable ByteBuf takeOutput();

  /** How far it is. */
  SaslStatus status();

  /** Why it failed; null unless it did. */
  @Nullable AuthenticationException failure();

  /**
   * What was taken as input and belongs to the AMQP layer after success: the AMQP header of a peer
   * that used no SASL, mostly nothing.
   */
  byte[] amqpPrefix();

  /** Who the client is, after success: a user, or null if it is anonymous. */
  @Nullable String user();
}
