// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * The client identifier of a connection: set once, by an option or as the first thing that is done
 * (Jakarta Messaging 6.1.2).
 *
 * <p>Thread-safe.
 */
final class ClientIdentifier {

  private @Nullable String id;
  private boolean settable;

  /** The identifier that an option gives, or null. */
  ClientIdentifier(@Nullable String id) {
    this.id = id;
    this.settable = id == null;
  }

  synchronized @Nullable String get() {
    return id;
  }

  /** The connection is used: from now on it is too late. */
  synchronized void used() {
    settable = false;
  }

  /** Sets the identifier, if the time for it is not over. */
  synchronized void set(@Nullable String newId) throws JMSException {
    if (!settable) {
      throw new IllegalStateException(
          id == null
              ? "the client id must be set before the connection is used"
              : "the client id is set already: " + id);
    }
    if (newId == null || newId.isEmpty()) {
      throw new InvalidClientIDException("the client id must not be empty");
    }
    id = newId;
    settable = false;
  }
}
