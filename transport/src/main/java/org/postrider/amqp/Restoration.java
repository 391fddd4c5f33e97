// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What of a connection stands, and what of it must come back before a lost connection counts as
 * restored: sessions and links of this end's that the peer has once answered.
 *
 * <p>Confined to the container's loop.
 */
final class Restoration {

  private final Set<Object> standing = new LinkedHashSet<>();
  private final Set<Object> missing = new LinkedHashSet<>();

  /** The peer has answered; gives whether it was missing. */
  boolean stands(Object part) {
    standing.add(part);
    return missing.remove(part);
  }

  /** It is at its end, or is being closed; gives whether it was missing. */
  boolean gone(Object part) {
    standing.remove(part);
    return missing.remove(part);
  }

  /** The connection is lost: everything that stood is missing. */
  void lost() {
    missing.addAll(standing);
  }

  boolean isComplete() {
    return missing.isEmpty();
  }
}
