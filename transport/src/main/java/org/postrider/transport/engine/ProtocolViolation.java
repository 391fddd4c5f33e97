// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.Symbol;

/**
 * A mistake of the peer, and the smallest thing that it breaks: a link, a session, the connection.
 */
final class ProtocolViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient AmqpError error;
  private final transient @Nullable SessionEndpoint session;
  private final transient @Nullable Link link;

  private ProtocolViolation(
      Symbol condition, String message, @Nullable SessionEndpoint session, @Nullable Link link) {
    super(message);
    this.error = new AmqpError(condition, message);
    this.session = session;
    this.link = link;
  }

  static ProtocolViolation ofConnection(Symbol condition, String message) {
    return new ProtocolViolation(condition, message, null, null);
  }

  static ProtocolViolation ofSession(SessionEndpoint session, Symbol condition, String message) {
    return new ProtocolViolation(condition, message, session, null);
  }

  static ProtocolViolation ofLink(Link link, Symbol condition, String message) {
    return new ProtocolViolation(condition, message, null, link);
  }

  AmqpError error() {
    return error;
  }

  /** The session to be ended, or null. */
  @Nullable SessionEndpoint session() {
    return session;
  }

  /** The link to be detached, or null. */
  @Nullable Link link() {
    return link;
  }
}
