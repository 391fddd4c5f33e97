// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

/** How far a negotiation is. */
public enum SaslStatus {
  /** More octets of the peer are needed. */
  NEGOTIATING,
  /** A step must be done that may take a while: see {@link SaslNegotiation#takeTask}. */
  WORKING,
  /** The SASL layer is done; the AMQP layer follows. */
  SUCCEEDED,
  /** It has failed: write what is left to write, then close the socket. */
  FAILED
}
