// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.value.ErrorConditions;

/**
 * Knows which errors two ends that keep the rules may tell each other: those of the applications,
 * and what limits and clocks bring about. Any other accuses the peer of a mistake.
 *
 * <p>Stateless.
 */
final class ObservedErrors {

  private ObservedErrors() {}

  static void requireNoAccusation(Performative body) {
    AmqpError error = error(body);
    if (error == null || error.condition().equals(ErrorConditions.NOT_FOUND)) {
      return;
    }
    boolean ofApplication =
        error.condition().equals(ErrorConditions.INTERNAL_ERROR)
            && (error.description() == null || error.description().matches("e*"));
    boolean ofLimits =
        error.condition().equals(ErrorConditions.RESOURCE_LIMIT_EXCEEDED) && body instanceof Close;
    boolean ofModes =
        error.condition().equals(ErrorConditions.NOT_ALLOWED)
            && body instanceof Detach
            && String.valueOf(error.description()).contains("snd-settle-mode unsettled was asked");
    ObservedSession.require(
        ofApplication || ofLimits || ofModes, "an engine accuses its peer: " + body);
  }

  private static @Nullable AmqpError error(Performative body) {
    if (body instanceof Detach detach) {
      return detach.error();
    }
    if (body instanceof End end) {
      return end.error();
    }
    return body instanceof Close close ? close.error() : null;
  }
}
