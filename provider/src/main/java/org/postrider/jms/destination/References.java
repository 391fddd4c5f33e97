// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import java.io.InvalidObjectException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JNDI references of destinations.
 *
 * <p>Stateless.
 */
final class References {

  /** The address under which a reference holds the name. */
  static final String NAME = "name";

  /** Known by its name only: it lies above this package. */
  private static final String FACTORY = "org.postrider.jms.jndi.PostriderObjectFactory";

  private References() {}

  static Reference to(PostriderDestination destination) {
    return new Reference(
        destination.getClass().getName(),
        new StringRefAddr(NAME, destination.name()),
        FACTORY,
        null);
  }

  static String checked(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException(
          "destination name must not be " + (name == null ? "null" : "empty"));
    }
    return name;
  }

  /** Refuses a destination without a name that comes out of a stream. */
  static void checkRead(@Nullable String name) throws InvalidObjectException {
    if (name == null || name.isEmpty()) {
      throw new InvalidObjectException("a destination must have a name");
    }
  }
}
