// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mechanism of a client has to work with, for one negotiation.
 *
 * <p>Immutable, but for the credentials' wiping. Its text shows no secret.
 *
 * @param credentials who connects
 * @param wire the connection beneath
 * @param hostname the virtual host that {@code sasl-init} tells, or null for none
 * @param allowed the mechanisms that the options name, in upper case; empty where they name none
 * @param options the options {@code sasl.options.*}, by the rest of their names
 */
public record SaslContext(
    Credentials credentials,
    Wire wire,
    @Nullable String hostname,
    List<String> allowed,
    Map<String, String> options) {

  /** Copies the names and the options. */
  public SaslContext {
    allowed = List.copyOf(allowed);
    options = Map.copyOf(options);
  }

  /** Whether the options name a mechanism among those that may be used. */
  public boolean names(String mechanism) {
    return allowed.contains(mechanism);
  }

  /** Who connects, and where to. */
  @Override
  public String toString() {
    return "SaslContext[" + credentials + ", " + wire + ", hostname=" + hostname + "]";
  }
}
