// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;

/**
 * What a peer means that answers AMQP's header with another one (AMQP 2.2).
 *
 * <p>Stateless.
 */
final class ForeignHeader {

  private ForeignHeader() {}

  static AmqpError error(ProtocolHeader header) {
    String meaning =
        switch (header.protocolId()) {
          case ProtocolHeader.SASL_ID -> "the peer requires SASL, which was left out";
          case ProtocolHeader.TLS_ID -> "the peer requires TLS";
          default -> "the peer wants another protocol: " + header;
        };
    return new AmqpError(ErrorConditions.FRAMING_ERROR, meaning);
  }
}
