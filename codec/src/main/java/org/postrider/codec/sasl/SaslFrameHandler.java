// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

/** Is told each frame of the SASL layer, one method a frame body (AMQP 5.3.3). */
public interface SaslFrameHandler {

  /** The server's mechanisms. */
  void mechanisms(SaslMechanisms mechanisms);

  /** The client's choice. */
  void init(SaslInit init);

  /** A challenge of the server. */
  void challenge(SaslChallenge challenge);

  /** A response of the client. */
  void response(SaslResponse response);

  /** The end of the exchange. */
  void outcome(SaslOutcome outcome);
}
