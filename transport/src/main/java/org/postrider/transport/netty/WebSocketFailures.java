// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.handler.codec.CodecException;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Finds words for what is wrong with a WebSocket's frames.
 *
 * <p>Stateless.
 */
final class WebSocketFailures {

  private WebSocketFailures() {}

  /** A failure of the codec in words; one that has nothing to do with it as it is. */
  static Throwable explain(String endpoint, Throwable cause) {
    return cause instanceof CodecException
        ? new TransportException(
            Kind.PROTOCOL, endpoint, "the WebSocket is broken: " + cause.getMessage(), cause)
        : cause;
  }
}
